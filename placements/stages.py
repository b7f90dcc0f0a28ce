"""The stages of a season on the left of every staff page, in one statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import is_city_staff, territory_of
from directory.models import Committee
from placements import policies, queues
from placements.counting import (
    BoundedCount,
    count_together,
    key_for,
    remembered,
)
from placements.models import Season, SeasonWindow
from placements.road import AHEAD, DONE, NOW, Stop
from placements.views.season import staff_season

K = SeasonWindow.Kind


@dataclass(frozen=True, slots=True)
class Stage:
    """One stop; without a route it is shown, but leads nowhere yet."""

    label: str
    kinds: tuple[str, ...]
    route: str = ""
    query: str = ""
    counted: str = ""
    may_open: Callable[[Any], bool] = policies.is_staff_member


STAGES = (
    Stage("岗位征集", (K.POST_COLLECTION,), "staff-post-list", counted="posts"),
    Stage(
        "报名与审核",
        (K.REGISTRATION, K.QUALIFICATION_REVIEW),
        "staff-application-list",
        counted="applications",
    ),
    Stage("面试", (K.INTERVIEW,)),
    Stage(
        "单位评价",
        (K.GRADING,),
        "staff-unit-list",
        query="?state=behind",
        counted="units_behind",
    ),
    Stage(
        "选岗",
        (K.SELECTION,),
        "staff-round",
        counted="rounds",
        may_open=policies.can_read_selection,
    ),
    Stage("公示", (K.NOTICE,)),
    Stage("签约", (K.SIGNING,), "staff-placement-list"),
    Stage("在岗", (K.ON_POST,)),
    Stage("鉴定与证书", (K.ASSESSMENT,)),
)


def stage_context(request: HttpRequest, now_label: str, **also: Any) -> dict:
    """Everything ``base_staff.html`` draws around a page.

    ``also`` are a page's own numbers, fetched in the same statement as ``counts``.
    """
    season, user = staff_season(request), request.user
    now = timezone.now()
    counts = count_together(
        **_to_count(season, user), committee=_own_committee(user), **also
    )
    counts["behind_where"] = behind = _behind(season, user, now)
    counts["units_behind"] = sum(units for *_, units in behind)
    return {
        "season": season,
        "stages": list_stages(season, counts, now, user),
        "stage_now": now_label,
        "committee": counts["committee"],
        "counts": counts,
        "staff_name": str(user),
        "find_url": reverse("placements:staff-find"),
        "season_url": reverse("placements:staff-season"),
    }


def _to_count(season: Season, user) -> dict[str, BoundedCount]:
    found = {
        "posts": queues.posts_to_review(season, user),
        "applications": queues.applications_to_review(season, user),
    }
    if is_city_staff(user):
        found["rounds"] = queues.rounds_under_way(season)
    return {name: BoundedCount(rows) for name, rows in found.items()}


def _behind(season: Season, user, now: datetime) -> list[tuple[str, str, int]]:
    """Level and district of each committee, and how many of its units have not judged.

    Only worth asking while they can still be reminded; looks at every wish.
    """
    if not season.window_open(K.GRADING, now):
        return []
    units = queues.units_behind_with_grades(season, user)
    rows = (
        units.order_by("managing_committee__division_id")
        .values_list(
            "managing_committee__level", "managing_committee__division__short_name"
        )
        .annotate(n=Count("pk"))
    )
    return remembered(key_for("behind", season, user), lambda: list(rows))


def _own_committee(user) -> Subquery:
    committee = Committee.objects.filter(pk=territory_of(user).home_committee_id or 0)
    return Subquery(committee.values("short_name")[:1])


def list_stages(season: Season, counts: dict, now: datetime, user) -> list[Stop]:
    """A stage whose page the person may not open is shown without a link."""
    windows = season.list_windows()
    return [
        Stop(
            stage.label,
            stage_state([w for w in windows if w.kind in stage.kinds], now),
            _url(stage, user),
            counts.get(stage.counted, 0),
        )
        for stage in STAGES
    ]


def _url(stage: Stage, user) -> str:
    if not stage.route or not stage.may_open(user):
        return ""
    return reverse(f"placements:{stage.route}") + stage.query


def stage_state(windows: Sequence[SeasonWindow], now: datetime) -> str:
    """Open anywhere is now; over is done, though another round may follow."""
    if any(window.is_open_at(now) for window in windows):
        return NOW
    if any(window.closes_at <= now for window in windows):
        return DONE
    return AHEAD
