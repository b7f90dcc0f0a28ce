"""Finding posts: what a reader asks for, which posts those are, and how many.

Counts and the way to a page come from ``PostTally``, never from counting posts, so that
a page costs the same however many posts there are. What the tallies cannot answer
(free text, education …) is fetched with one row too many, to know if more follow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from django.db import connection
from django.db.models.expressions import RawSQL

from directory.distance import distances_from
from directory.models import CommitteeLevel, Division
from placements.models import Post, PostTally, Season
from placements.models.post import PostQuerySet

CITY_ITSELF = "市直"
PER_PAGE = 20
ANY = -1  # stands for a season's key in a statement that is written once
KEYS = "/* the keys of the page */"
LAST_PAGE = 100_000  # keeps a made-up page number inside the database's integers
ROW = (
    "pk",
    "title",
    "category",
    "headcount",
    "unit__name",
    "township_id",
    "township__name",
    "starts_on",
    "ends_on",
    "has_lodging",
    "published_at",
    "demand",
    "places_left",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for; empty values ask for nothing."""

    q: str = ""
    area: str = ""  # the division of the managing committee
    category: str = ""
    within_km: int | None = None
    degree: str = ""
    major: str = ""
    my_major: str = ""
    lodging: bool = False
    free: bool = False
    undemanded: bool = False
    nearest: bool = False

    @property
    def is_tallied(self) -> bool:
        """Can the tallies count what is asked for?"""
        others = (self.q, self.degree, self.major, self.my_major)
        return not any((*others, self.lodging, self.free, self.undemanded))


@dataclass(frozen=True, slots=True)
class PageCount:
    num_pages: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list whose end may be unknown; ``pager.html`` draws it."""

    rows: list[dict]
    number: int
    has_next: bool
    paginator: PageCount | None = None  # None: nobody counted them

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


@dataclass(frozen=True, slots=True)
class Area:
    """A committee's territory with the number of its posts."""

    committee: int
    code: str
    name: str
    posts: int


class PostSearch:
    """The posts of a season that a reader asks for; every part is read once."""

    def __init__(
        self, season: Season, wanted: Wanted, home: Division | None = None
    ) -> None:
        self.season = season
        self.wanted = wanted
        self.home = home

    @cached_property
    def areas(self) -> list[Area]:
        """Where there are posts of the wanted category, in the order of the codes."""
        found: dict[str, Area] = {}
        for committee, level, code, name, category, n in self._tallies:
            known = found[code].posts if code in found else 0
            counted = n if self.wanted.category in ("", category) else 0
            name = CITY_ITSELF if level == CommitteeLevel.CITY else name
            found[code] = Area(committee, code, name, known + counted)
        return list(found.values())

    @cached_property
    def area(self) -> Area | None:
        """The wanted one; a code that nobody knows means everywhere."""
        return next((a for a in self.areas if a.code == self.wanted.area), None)

    @cached_property
    def categories(self) -> dict[str, int]:
        """How many posts of each category there are in the wanted area."""
        found: dict[str, int] = {}
        for committee, _level, _code, _name, category, n in self._tallies:
            if self.area is None or self.area.committee == committee:
                found[category] = found.get(category, 0) + n
        return found

    @cached_property
    def kilometres(self) -> dict[str, int]:
        """From the reader's home to each place with posts, as far as it is known."""
        if self.home is None:
            return {}
        places = [Division(code=c, longitude=x, latitude=y) for c, x, y, _ in self._map]
        return distances_from(self.home, places)

    @cached_property
    def total(self) -> int | None:
        """How many posts there are, if the tallies know."""
        if not self.wanted.is_tallied:
            return None
        if self.wanted.within_km is not None:
            return sum(n for _code, n in self._places)
        return sum(area.posts for area in ([self.area] if self.area else self.areas))

    def page(self, number: int) -> Page:
        number = min(max(number, 1), LAST_PAGE)
        if self.total is None:
            start = (number - 1) * PER_PAGE
            rows = self._rows(start, start + PER_PAGE + 1)
            return Page(rows[:PER_PAGE], number, len(rows) > PER_PAGE)
        last = max(-(-self.total // PER_PAGE), 1)
        number = min(number, last)
        start = (number - 1) * PER_PAGE
        rows = self._rows(start, start + PER_PAGE)
        return Page(rows, number, number < last, PageCount(last))

    @cached_property
    def _tallies(self) -> list[tuple[int, str, str, str, str, int]]:
        sql, params = _area_statement()
        with connection.cursor() as cursor:
            cursor.execute(sql, [self.season.pk if p == ANY else p for p in params])
            return cursor.fetchall()

    @cached_property
    def _map(self) -> list[tuple]:
        """The places where posts of the wanted area and category lie."""
        tallies = PostTally.objects.filter(season=self.season)
        if self.area:
            tallies = tallies.filter(managing_committee=self.area.committee)
        if self.wanted.category:
            tallies = tallies.filter(category=self.wanted.category)
        return list(tallies.by_township())

    @cached_property
    def _places(self) -> list[tuple[str, int]]:
        """Those within the wanted distance, nearest first, with their posts."""
        far = max(self.kilometres.values(), default=0) + 1
        away = [(self.kilometres.get(code, far), code, n) for code, *_, n in self._map]
        limit = self.wanted.within_km
        return [
            (code, n) for km, code, n in sorted(away) if limit is None or km <= limit
        ]

    def _rows(self, start: int, stop: int) -> list[dict]:
        """What the rows of one page print. Wishes and placements are counted for these
        alone, because the page is found first, inside the same statement."""
        if not self.wanted.nearest:
            page = self._posts().newest_first().values("pk")[start:stop]
        elif self.wanted.is_tallied:
            page = self._nearest(start, stop)
        else:
            page = self._posts().nearest_first(code for code, _n in self._places)
            page = page.values("pk")[start:stop]
        if page is None:
            return []
        found = _rows_of(page)
        if self.wanted.nearest:
            order = {code: i for i, (code, _n) in enumerate(self._places)}
            found.sort(key=lambda row: order[row["township_id"]])
        return found

    def _nearest(self, start: int, stop: int) -> PostQuerySet | None:
        """The tallies say which places the page reaches into, and how far: each piece
        is then a few steps along an index."""
        pieces = [
            self._posts().filter(township=code).newest_first().values("pk")[a:b]
            for code, a, b in pieces_of(self._places, start, stop)
        ]
        return pieces[0].union(*pieces[1:], all=True) if pieces else None

    def _posts(self) -> PostQuerySet:
        wanted = self.wanted
        posts = Post.objects.filter(season=self.season).published()
        if self.area:
            posts = posts.filter(managing_committee=self.area.committee)
        if wanted.category:
            posts = posts.filter(category=wanted.category)
        if wanted.within_km is not None:
            posts = posts.filter(township__in=[code for code, _n in self._places])
        if wanted.q:
            posts = posts.matching(wanted.q)
        if wanted.degree:
            posts = posts.taking_degree(wanted.degree)
        if wanted.major:
            posts = posts.naming_major(wanted.major)
        if wanted.my_major:
            posts = posts.taking_major(wanted.my_major)
        if wanted.lodging:
            posts = posts.filter(has_lodging=True)
        if wanted.free:
            posts = posts.with_places_left().filter(places_left__gt=0)
        if wanted.undemanded:
            posts = posts.undemanded()
        return posts


def _rows_of(page: PostQuerySet) -> list[dict]:
    """The rows of these keys, newest first, by a statement that is written once:
    Django takes longer to write it than Postgres to answer it."""
    keys, given = page.query.sql_with_params()
    before, after, params = _row_statement()
    with connection.cursor() as cursor:
        cursor.execute(before + keys + after, (*params[0], *given, *params[1]))
        return [dict(zip(ROW, row, strict=True)) for row in cursor.fetchall()]


@cache
def _area_statement() -> tuple[str, tuple]:
    return PostTally.objects.filter(season=ANY).by_area().query.sql_with_params()


@cache
def _row_statement() -> tuple[str, str, tuple[tuple, tuple]]:
    """What stands before and after the keys, in words and in parameters."""
    keys = RawSQL(KEYS, ())  # noqa: S611 - a comment, replaced by a queryset's SQL
    posts = Post.objects.filter(pk__in=keys)
    rows = posts.with_demand().with_places_left().newest_first().values_list(*ROW)
    sql, params = rows.query.sql_with_params()
    before, after = sql.split(KEYS)
    n = before.count("%s")
    return before, after, (params[:n], params[n:])


def pieces_of(
    places: Sequence[tuple[str, int]], start: int, stop: int
) -> Iterable[tuple[str, int, int]]:
    """Which rows of which place lie between ``start`` and ``stop`` of them all."""
    before = 0
    for code, n in places:
        first, last = max(start - before, 0), min(stop - before, n)
        if first < last:
            yield code, first, last
        before += n
