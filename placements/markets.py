"""Rows become the engine's plain data: students by application number, posts by id."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from directory.distance import distances_from
from directory.models import Division
from placements.matching import Market
from placements.matching import Post as Seats
from placements.models import Grade, Placement, Post, Preference, SelectionRound
from placements.states import HOLDS_A_PLACE, ApplicationState, PostState

TIERS = (Grade.A, Grade.B, Grade.C)


@dataclass(frozen=True, slots=True)
class Wish:
    """One graded or ungraded wish of a qualified student."""

    application_id: int
    student: str
    post: str
    rank: int
    grade: str


@dataclass(frozen=True)
class Lists:
    """The frozen input of a round, and the way back from its names to rows."""

    market: Market
    application_ids: dict[str, int]
    wishes: dict[tuple[str, str], Wish]

    def wish(self, student: str, post: str) -> Wish:
        return self.wishes[student, post]


def read_lists(round_: SelectionRound) -> Lists:
    """Everything the engine needs to know of a round, in a few queries."""
    applications = dict(
        round_.season.applications.filter(state=ApplicationState.QUALIFIED)
        .order_by("id")
        .values_list("number", "id")
    )
    seats = _seats(round_)
    wishes = [wish for wish in _wishes(round_) if wish.post in seats]
    market = Market(
        students=_lists(applications, wishes),
        posts=_posts(seats, wishes),
        bands=_bands(round_, wishes),
    )
    return Lists(
        market=market,
        application_ids=applications,
        wishes={(wish.student, wish.post): wish for wish in wishes},
    )


def _wishes(round_: SelectionRound) -> list[Wish]:
    rows = (
        Preference.objects.standing()
        .filter(
            application__season=round_.season_id,
            application__state=ApplicationState.QUALIFIED,
            round_no=round_.round_no,
        )
        .order_by("application_id", "rank", "id")
        .values_list(
            "application_id", "application__number", "post_id", "rank", "grade"
        )
    )
    return [
        Wish(pk, number, str(post), rank, grade)
        for pk, number, post, rank, grade in rows
    ]


def _seats(round_: SelectionRound) -> dict[str, int]:
    """Places left of every published post of the season."""
    posts = (
        Post.objects.filter(season=round_.season_id, state=PostState.PUBLISHED)
        .with_places_left()
        .order_by("id")
        .values_list("id", "places_left")
    )
    return {str(pk): left for pk, left in posts}


def _lists(applications: Iterable[str], wishes: Iterable[Wish]) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {number: [] for number in applications}
    for wish in wishes:
        lists[wish.student].append(wish.post)
    return lists


def _posts(seats: dict[str, int], wishes: Iterable[Wish]) -> dict[str, Seats]:
    graded: dict[tuple[str, str], list[str]] = defaultdict(list)
    for wish in wishes:
        graded[wish.post, wish.grade].append(wish.student)
    return {
        post: Seats(
            capacity=left,
            grades=tuple(tuple(graded.get((post, tier), ())) for tier in TIERS),
        )
        for post, left in seats.items()
    }


def _bands(round_: SelectionRound, wishes: list[Wish]) -> dict[tuple[str, str], int]:
    """0 for the nearest band; nothing at all where the season has no such rule."""
    limits = round_.season.band_limits_km
    if not limits:
        return {}
    places = list(Division.objects.townships())
    home = dict(
        round_.season.applications.filter(state=ApplicationState.QUALIFIED)
        .order_by("id")
        .values_list("number", "student__student_profile__residence")
    )
    site = {
        str(pk): township
        for pk, township in Post.objects.filter(season=round_.season_id)
        .order_by("id")
        .values_list("id", "township")
    }
    by_code = {place.code: place for place in places}
    km = {
        code: distances_from(by_code[code], places)
        for code in {code for code in home.values() if code in by_code}
    }
    return {
        (wish.student, wish.post): _band(
            km.get(home[wish.student], {}).get(site[wish.post]), limits
        )
        for wish in wishes
    }


def _band(km: int | None, limits: list[int]) -> int:
    if km is None:
        return len(limits)
    return sum(km > limit for limit in limits)


def students_with_a_place(round_: SelectionRound) -> set[int]:
    """Users who already hold a live placement of the season."""
    return set(
        Placement.objects.filter(season=round_.season_id, state__in=HOLDS_A_PLACE)
        .order_by("id")
        .values_list("student_id", flat=True)
    )
