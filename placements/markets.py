"""Rows become the engine's plain data: students by application number, posts by id."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from directory.distance import kilometres
from directory.models import Division
from placements.matching import Market
from placements.matching import Post as Seats
from placements.models import (
    Application,
    Grade,
    Placement,
    Post,
    Preference,
    SelectionRound,
)
from placements.models.application import ApplicationQuerySet
from placements.models.post import PostQuerySet
from placements.states import ApplicationState, RoundState

TIERS = (Grade.A, Grade.B, Grade.C)
Way = tuple[str | None, str]
"""From a home, which may be unknown, to a post: codes of two townships."""


class Wish(NamedTuple):
    """One standing wish of a student in the selection, graded or not."""

    student: str
    post: str
    grade: str


@dataclass(frozen=True)
class Lists:
    """The frozen input of a round, and the way back from its names to rows."""

    market: Market
    application_ids: dict[str, int]
    grades: dict[tuple[str, str], str]


def read_lists(round_: SelectionRound) -> Lists:
    """Everything the engine needs to know of a round, in a few queries."""
    applications = dict(
        applications_in(round_).order_by("id").values_list("number", "id")
    )
    seats = dict(
        posts_in(round_)
        .with_places_left()
        .order_by("id")
        .values_list("id", "places_left")
    )
    wishes = _wishes(round_, applications, seats)
    market = Market(
        students=_lists(applications, wishes),
        posts=_posts(seats, wishes),
        bands=_bands(round_, wishes),
    )
    return Lists(
        market=market,
        application_ids=applications,
        grades={(wish.student, wish.post): wish.grade for wish in wishes},
    )


def applications_in(round_: SelectionRound) -> ApplicationQuerySet:
    """Those who take part: qualified, and without a place from an earlier round."""
    placed = Placement.objects.live().filter(
        season=OuterRef("season"), student=OuterRef("student")
    )
    return Application.objects.filter(
        ~Exists(placed),
        season=round_.season_id,
        state=ApplicationState.QUALIFIED,
    )


def posts_in(round_: SelectionRound) -> PostQuerySet:
    """The published posts; once the lists are locked, only those of that moment.

    Posts go on being published: the next ones wait for the next round.
    """
    posts = Post.objects.published().filter(season=round_.season_id)
    if round_.state == RoundState.OPEN:
        return posts
    return posts.filter(grades_locked_at__isnull=False)


def wishes_in(round_: SelectionRound):
    return Preference.objects.standing().filter(
        application__season=round_.season_id,
        application__state=ApplicationState.QUALIFIED,
        round_no=round_.round_no,
    )


def _wishes(
    round_: SelectionRound, applications: dict[str, int], seats: dict[int, int]
) -> list[Wish]:
    rows = (
        wishes_in(round_)
        .order_by("application_id", "rank", "id")
        .values_list("application__number", "post_id", "grade")
    )
    return [
        Wish(number, str(post), grade)
        for number, post, grade in rows
        if post in seats and number in applications
    ]


def _lists(applications: Iterable[str], wishes: Iterable[Wish]) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {number: [] for number in applications}
    for wish in wishes:
        lists[wish.student].append(wish.post)
    return lists


def _posts(seats: dict[int, int], wishes: Iterable[Wish]) -> dict[str, Seats]:
    graded: dict[tuple[str, str], list[str]] = defaultdict(list)
    for wish in wishes:
        graded[wish.post, wish.grade].append(wish.student)
    return {
        post: Seats(
            capacity=left,
            grades=tuple(tuple(graded.get((post, tier), ())) for tier in TIERS),
        )
        for post, left in ((str(pk), left) for pk, left in seats.items())
    }


def _bands(round_: SelectionRound, wishes: list[Wish]) -> dict[tuple[str, str], int]:
    """0 for the nearest band; nothing at all where the season has no such rule."""
    limits = round_.season.band_limits_km
    if not limits:
        return {}
    home = dict(
        applications_in(round_)
        .order_by("id")
        .values_list("number", "student__student_profile__residence")
    )
    site = {
        str(pk): township
        for pk, township in posts_in(round_)
        .order_by("id")
        .values_list("id", "township")
    }
    ways: set[Way] = {(home[wish.student], site[wish.post]) for wish in wishes}
    band = _bands_of(ways, limits)
    return {
        (wish.student, wish.post): band[home[wish.student], site[wish.post]]
        for wish in wishes
    }


def _bands_of(ways: set[Way], limits: list[int]) -> dict[Way, int]:
    """The band of every way from a home to a post, each measured once."""
    codes = {code for way in ways for code in way if code}
    places = Division.objects.in_bulk(codes)
    return {
        (home, site): _band(places.get(home or ""), places[site], limits)
        for home, site in ways
    }


def _band(home: Division | None, site: Division, limits: list[int]) -> int:
    """Where either point is unknown: behind the last band."""
    km = kilometres(home, site) if home else None
    if km is None:
        return len(limits)
    return sum(round(km) > limit for limit in limits)
