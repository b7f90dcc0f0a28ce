"""Planning a season: its windows and its rules. City staff only."""

from datetime import datetime

from django.db import transaction

from audit.models import record
from placements import policies
from placements.exceptions import RuleViolation
from placements.models import Season, SeasonWindow

FEWEST_WISHES, MOST_WISHES = 1, 10


@transaction.atomic
def plan_window(
    season: Season,
    kind: str,
    *,
    by,
    opens_at: datetime,
    closes_at: datetime,
    round_no: int = 1,
) -> SeasonWindow:
    """Set a window's dates; new or moved, the change is written down."""
    season = Season.objects.locked().get(pk=season.pk)
    policies.require(policies.can_plan_season(by))
    if closes_at <= opens_at:
        raise RuleViolation("结束时间要晚于开始时间。")
    before = season.windows.filter(kind=kind, round_no=round_no).first()
    window, _ = SeasonWindow.objects.update_or_create(
        season=season,
        kind=kind,
        round_no=round_no,
        defaults={"opens_at": opens_at, "closes_at": closes_at},
    )
    record(
        "season.plan_window",
        subject=season,
        by=by,
        kind=kind,
        round_no=round_no,
        before=_span(before),
        after=_span(window),
    )
    return window


@transaction.atomic
def change_rules(
    season: Season, *, by, max_preferences: int, answer_hours: int
) -> Season:
    """Change how many wishes a student has and how long an offer stands."""
    season = Season.objects.locked().get(pk=season.pk)
    policies.require(policies.can_plan_season(by))
    if not FEWEST_WISHES <= max_preferences <= MOST_WISHES:
        raise RuleViolation(f"志愿数要在 {FEWEST_WISHES} 到 {MOST_WISHES} 之间。")
    if answer_hours < 1:
        raise RuleViolation("至少给学生 1 小时答复。")
    before = {
        "max_preferences": season.max_preferences,
        "answer_hours": season.answer_hours,
    }
    season.max_preferences = max_preferences
    season.answer_hours = answer_hours
    season.save(update_fields=["max_preferences", "answer_hours"])
    after = {"max_preferences": max_preferences, "answer_hours": answer_hours}
    record("season.change_rules", subject=season, by=by, before=before, after=after)
    return season


def _span(window: SeasonWindow | None) -> list[str] | None:
    if window is None:
        return None
    return [window.opens_at.isoformat(), window.closes_at.isoformat()]
