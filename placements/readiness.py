"""What a round still waits for before its lists lock, and what the lock ends."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from placements.markets import applications_in, posts_in, wishes_in
from placements.models import Grade, Season, SeasonWindow, SelectionRound
from placements.models.application import PreferenceQuerySet
from placements.states import ApplicationState

UNITS_SHOWN = 20
ENDED = {
    SeasonWindow.Kind.REGISTRATION: "锁定后学生不能再改志愿",
    SeasonWindow.Kind.QUALIFICATION_REVIEW: "锁定后不能再通过报名",
    SeasonWindow.Kind.GRADING: "锁定后单位不能再评价",
}


@dataclass(frozen=True, slots=True)
class UnitBehind:
    """A unit that has not judged all its applicants, and whom to ring up."""

    name: str
    contact: str
    phone: str
    posts: int
    pairs: int


@dataclass(frozen=True, slots=True)
class EndedWindow:
    """A window that is still open and loses its meaning with the lock."""

    label: str
    closes_at: datetime
    meaning: str


@dataclass(frozen=True, slots=True)
class Readiness:
    students: int
    posts: int
    in_review: int
    ungraded: int
    units_behind: int
    units: tuple[UnitBehind, ...]
    windows: tuple[EndedWindow, ...]

    @property
    def units_not_shown(self) -> int:
        return self.units_behind - len(self.units)


def readiness_of(round_: SelectionRound, now: datetime) -> Readiness:
    """A constant number of statements, however long the lists are."""
    ungraded = _ungraded(round_)
    totals = ungraded.aggregate(
        pairs=Count("pk"), units=Count("post__unit", distinct=True)
    )
    return Readiness(
        students=applications_in(round_).count(),
        posts=posts_in(round_).count(),
        in_review=round_.season.applications.filter(
            state=ApplicationState.SUBMITTED
        ).count(),
        ungraded=totals["pairs"],
        units_behind=totals["units"],
        units=_units(ungraded),
        windows=_ended(round_.season, now),
    )


def _ungraded(round_: SelectionRound) -> PreferenceQuerySet:
    return wishes_in(round_).filter(grade=Grade.NONE, post__in=posts_in(round_))


def _units(ungraded: PreferenceQuerySet) -> tuple[UnitBehind, ...]:
    """Those with the most to judge first."""
    rows = (
        ungraded.values_list(
            "post__unit__name", "post__unit__contact_name", "post__unit__contact_phone"
        )
        .annotate(posts=Count("post", distinct=True), pairs=Count("pk"))
        .order_by("-pairs", "post__unit")
    )
    return tuple(UnitBehind(*row) for row in rows[:UNITS_SHOWN])


def _ended(season: Season, now: datetime) -> tuple[EndedWindow, ...]:
    return tuple(
        EndedWindow(SeasonWindow.Kind(kind).label, window.closes_at, meaning)
        for kind, meaning in ENDED.items()
        if (window := season.open_window(kind, now))
    )
