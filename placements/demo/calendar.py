"""The demo season's dates: open around today, whichever day that is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from placements.models import Season, SeasonWindow

Kind = SeasonWindow.Kind
START_AFTER = 20  # days from today to the first day on post
START_SPREAD = 10
# Days from today on which each window opens and closes, closing at 18:00.
AROUND_TODAY = {
    Kind.POST_COLLECTION: (-14, 6),
    Kind.REGISTRATION: (-10, 4),
    Kind.QUALIFICATION_REVIEW: (-9, 5),
    Kind.GRADING: (-5, 5),
    Kind.SELECTION: (-1, 8),
    Kind.NOTICE: (1, 12),
    Kind.SIGNING: (-1, 18),
    Kind.ON_POST: (START_AFTER, START_AFTER + 60),
    Kind.ASSESSMENT: (START_AFTER + 28, START_AFTER + 75),
}
# The summer of 2021 as it may have been (all dates assumed).
SUMMER_2021 = {
    Kind.POST_COLLECTION: ((6, 22), (7, 31)),
    Kind.REGISTRATION: ((6, 25), (7, 6)),
    Kind.QUALIFICATION_REVIEW: ((6, 26), (7, 7)),
    Kind.INTERVIEW: ((7, 5), (7, 8)),
    Kind.GRADING: ((7, 6), (7, 8)),
    Kind.SELECTION: ((7, 9), (7, 10)),
    Kind.NOTICE: ((7, 10), (7, 14)),
    Kind.SIGNING: ((7, 15), (7, 16)),
    Kind.ON_POST: ((7, 16), (9, 10)),
    Kind.ASSESSMENT: ((8, 20), (9, 15)),
}


@dataclass(frozen=True, slots=True)
class DemoDates:
    """What depends on the day the demo is made."""

    today: date

    @property
    def first_day(self) -> date:
        """First day on post; the spread of starts stays inside one year, because a
        workbook's dates belong to the season's year."""
        first = self.today + timedelta(days=START_AFTER)
        if (first + timedelta(days=START_SPREAD)).year != first.year:
            return date(first.year + 1, 1, 2)
        return first

    @property
    def is_summer(self) -> bool:
        return 4 <= self.first_day.month <= 9

    @property
    def kind(self) -> str:
        return Season.Kind.SUMMER if self.is_summer else Season.Kind.WINTER

    @property
    def name(self) -> str:
        return f"{self.first_day.year} {Season.Kind(self.kind).label}"

    def windows(self) -> dict[str, tuple[datetime, datetime]]:
        return {
            kind: (self._at(opens, 9), self._at(closes, 18))
            for kind, (opens, closes) in AROUND_TODAY.items()
        }

    def _at(self, days: int, hour: int) -> datetime:
        return at(self.today + timedelta(days=days), hour)


def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def windows_of_2021() -> dict[str, tuple[datetime, datetime]]:
    return {
        kind: (at(date(2021, *opens), 9), at(date(2021, *closes), 18))
        for kind, (opens, closes) in SUMMER_2021.items()
    }
