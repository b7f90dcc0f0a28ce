"""The staff's first page: the most urgent thing, the numbers, what is left to do."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Count, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.roles import Territory, territory_of
from placements import queues
from placements.charts import BarChart, bar_chart
from placements.chinese_dates import oldest_waited, time_left
from placements.counting import (
    BoundedCount,
    ExactCount,
    count_together,
    key_for,
    remembered,
    shown,
)
from placements.models import (
    HostUnit,
    PostTally,
    Preference,
    Season,
    SeasonWindow,
    SelectionRound,
)
from placements.stages import stage_context
from placements.states import APPLICATION_IN_PLAY, RoundState, UnitState
from placements.urgency import Facts, next_step
from placements.views.season import staff_season
from placements.views.staff.pages import staff_page, staff_render
from placements.views.staff.posts import published_count

Kind = SeasonWindow.Kind


@dataclass(frozen=True, slots=True)
class Todo:
    """A count, and the address that opens exactly the rows it counted."""

    count: str
    label: str
    url: str
    why: str = ""
    tone: str = ""
    mark: str = ""


@require_GET
@staff_page
def home(request: HttpRequest) -> HttpResponse:
    season, user, now = staff_season(request), request.user, timezone.now()
    frame = stage_context(request, "首页", **_numbers(season, user, now))
    numbers = frame["counts"] | _figures(season, user)
    facts = _facts(season, user, numbers, now)
    step = next_step(facts, now)
    return staff_render(
        request,
        "home.html",
        "首页",
        {
            "step": step,
            "step_url": _goals().get(step.goal, ""),
            "now": now,
            "stats": _stats(numbers),
            "todos": _todos(numbers, facts, now),
            "chart": _chart(numbers["districts"]),
        },
        frame=frame,
    )


def _goals() -> dict[str, str]:
    """Where each next step, and each line of the list, leads."""
    posts = reverse("placements:staff-post-list")
    units = reverse("placements:staff-unit-list")
    return {
        "posts": f"{posts}?state=SUBMITTED",
        "unwished": f"{posts}?state=unwished",
        "units": f"{units}?state=SUBMITTED",
        "units_behind": f"{units}?state=behind",
        "applications": reverse("placements:staff-application-list")
        + "?state=SUBMITTED",
        "round": reverse("placements:staff-round"),
    }


def _numbers(season: Season, user, now: datetime) -> dict:
    """What waits and what there is, up to a bound, as parts of one statement."""
    posts = queues.posts_to_review(season, user)
    units = queues.units_to_review(user)
    applications = queues.applications_to_review(season, user)
    rounds = SelectionRound.objects.filter(season=season)
    approved = HostUnit.objects.for_staff(user).filter(state=UnitState.APPROVED)
    return {
        "posts_since": _since(posts),
        "posts_late": BoundedCount(queues.kept_waiting(posts, now)),
        "units": BoundedCount(units),
        "units_since": _since(units),
        "applications_since": _since(applications),
        "applications_late": BoundedCount(queues.kept_waiting(applications, now)),
        "units_approved": BoundedCount(approved),
        "published": published_count(season, user),
        "in_play": BoundedCount(queues.applications_in_play(season, user)),
        "released": BoundedCount(rounds.exclude(state__in=_BEFORE_RELEASE)),
        "release_waits": BoundedCount(
            rounds.filter(state=RoundState.PROPOSED, sent_by__isnull=False).exclude(
                sent_by=user
            )
        ),
    }


def _figures(season: Season, user) -> dict:
    """What every applicant and every wish adds to, so that no bound would help."""
    key = key_for("staff-figures", season, user)
    return remembered(key, partial(_count_wishes, season, user))


def _count_wishes(season: Season, user) -> dict:
    in_play = queues.applications_in_play(season, user)
    wishes = Preference.objects.standing().filter(application__in=in_play)
    judged_here = _judged_here(season, user)
    counted = count_together(
        unwished=BoundedCount(queues.posts_nobody_wants(season, user)),
        universities=ExactCount(
            in_play.filter(student__student_profile__university__isnull=False)
            .values("student__student_profile__university")
            .distinct()
        ),
        applicants=ExactCount(in_play.values("pk")),
        wishes=ExactCount(wishes.values("pk")),
        single=ExactCount(
            wishes.order_by()
            .values("application")
            .annotate(n=Count("pk"))
            .filter(n=1)
            .values("application")
        ),
        to_judge=ExactCount(judged_here.values("pk")),
        ungraded=ExactCount(judged_here.filter(grade="").values("pk")),
    )
    return {**counted, "districts": _districts(season, territory_of(user))}


_BEFORE_RELEASE = (RoundState.OPEN, RoundState.LOCKED, RoundState.PROPOSED)


def _judged_here(season: Season, user):
    """The wishes that this territory's units judge."""
    wishes = queues.wishes_to_judge(season)
    territory = territory_of(user)
    if territory.reads_all:
        return wishes
    return wishes.filter(post__managing_committee__in=territory.reads)


def _since(rows) -> Subquery:
    """Since when the first of a queue has waited."""
    return Subquery(rows.order_by("submitted_at", "id").values("submitted_at")[:1])


def _facts(season: Season, user, numbers: dict, now: datetime) -> Facts:
    territory = territory_of(user)
    grading = season.open_window(Kind.GRADING, now)
    selection = season.open_window(Kind.SELECTION, now)
    ahead = [w for w in season.list_windows() if w.opens_at > now]
    coming = min(ahead, key=lambda window: window.opens_at, default=None)
    return Facts(
        posts=numbers["posts"],
        posts_since=numbers["posts_since"],
        units=numbers["units"],
        units_since=numbers["units_since"],
        applications=numbers["applications"],
        applications_since=numbers["applications_since"],
        units_behind=numbers.get("units_behind", 0),
        wishes_ungraded=numbers["ungraded"],
        grading_closes_at=grading.closes_at if grading else None,
        release_waits=bool(numbers["release_waits"]),
        selection_closes_at=selection.closes_at if selection else None,
        round_is_released=bool(numbers["released"]),
        next_window=coming.get_kind_display() if coming else "",
        next_opens_at=coming.opens_at if coming else None,
        may_act=territory.acts_for_all or bool(territory.acts_for),
        is_city=territory.acts_for_all,
    )


def _stats(numbers: dict) -> list[dict]:
    judged = numbers["to_judge"] - numbers["ungraded"]
    posts = reverse("placements:staff-post-list")
    units = reverse("placements:staff-unit-list")
    applications = reverse("placements:staff-application-list")
    return [
        {
            "number": shown(numbers["units_approved"]),
            "label": "家单位",
            "small": f"待审 {shown(numbers['units'])}",
            "url": f"{units}?state=APPROVED",
        },
        {
            "number": str(numbers["published"]),
            "label": "个岗位",
            "small": f"没人填报 {shown(numbers['unwished'])}",
            "url": f"{posts}?state=PUBLISHED",
        },
        {
            "number": shown(numbers["in_play"]),
            "label": "有效报名",
            "small": f"来自 {numbers['universities']} 所高校",
            "url": f"{applications}?state=in_play",
        },
        {
            "number": _average(numbers["wishes"], numbers["applicants"]),
            "label": "人均志愿",
            "small": f"只填 1 个的 {numbers['single']} 人",
            "url": "",
        },
        {
            "number": _percent(judged, numbers["to_judge"]),
            "label": "已评价",
            "small": f"{judged} / {numbers['to_judge']} 人次",
            "url": "",
        },
    ]


def _average(total: int, people: int) -> str:
    return f"{total / people:.1f}" if people else "0"


def _percent(part: int, whole: int) -> str:
    """Rounded down: 100% only when nothing is missing."""
    return f"{part * 100 // whole}%" if whole else "—"


def _todos(numbers: dict, facts: Facts, now: datetime) -> list[Todo]:
    goals = _goals()
    lines = [
        Todo(
            shown(facts.posts),
            "个岗位待审",
            goals["posts"],
            _oldest(facts.posts_since, now),
            *_late(numbers["posts_late"]),
        ),
        _behind(numbers["behind_where"], facts, goals["units_behind"], now),
        Todo(
            shown(facts.units),
            "家单位待审",
            goals["units"],
            _oldest(facts.units_since, now),
        ),
        Todo(
            shown(facts.applications),
            "份报名待审",
            goals["applications"],
            _oldest(facts.applications_since, now),
            *_late(numbers["applications_late"]),
        ),
        Todo(
            shown(numbers["unwished"]),
            "个岗位没人填报",
            goals["unwished"],
            "可以请单位改写得更清楚，或在群里推一推",
        ),
    ]
    return [line for line in lines if line.count != "0"]


def _behind(rows: list, facts: Facts, url: str, now: datetime) -> Todo:
    """平定县 2，城区 2，市直 1"""
    closes = facts.grading_closes_at
    mark = ("warn", time_left(closes, now)) if closes else ("", "")
    where = "，".join(f"{_district_name(*where)} {count}" for *where, count in rows)
    return Todo(shown(facts.units_behind), "家单位没评完", url, where, *mark)


def _oldest(since: datetime | None, now: datetime) -> str:
    return oldest_waited(since, now) if since else ""


def _late(count: int) -> tuple[str, str]:
    return ("warn", f"超过 2 天 {shown(count)}") if count else ("", "")


def _chart(rows: list[tuple[str, int, int]]) -> BarChart | None:
    return bar_chart(rows, ("名额", "第一志愿人数")) if len(rows) > 1 else None


def _districts(season: Season, territory: Territory) -> list[tuple[str, int, int]]:
    """Places and first wishes by district; for one district, by township."""
    places, first = _chart_rows(season, territory)
    if territory.reads_all:
        field, name = "managing_committee__division_id", _district_name
        label = (
            "managing_committee__level",
            "managing_committee__division__short_name",
        )
    else:
        field, name = "township_id", _township_name
        label = ("township__level", "township__short_name")
    keys = (field, *label)
    seats = {
        row[:3]: row[3]
        for row in places.order_by(field).values_list(*keys).annotate(n=Sum("places"))
    }
    wishes = {
        row[:3]: row[3]
        for row in first.order_by(f"post__{field}")
        .values_list(*(f"post__{key}" for key in keys))
        .annotate(n=Count("pk"))
    }
    rows = [
        (
            name(level, short),
            seats.get((code, level, short), 0),
            wishes.get((code, level, short), 0),
        )
        for code, level, short in sorted({*seats, *wishes})
    ]
    return [row for row in rows if row[1] or row[2]]


def _chart_rows(season: Season, territory: Territory):
    places = PostTally.objects.filter(season=season)
    first = Preference.objects.filter(
        post__season=season,
        rank=1,
        round_no=1,
        application__state__in=APPLICATION_IN_PLAY,
    )
    if territory.reads_all:
        return places, first
    own = territory.reads
    return (
        places.filter(managing_committee__in=own),
        first.filter(post__managing_committee__in=own),
    )


def _district_name(level: str, short: str) -> str:
    return "市直" if level == "CITY" else short


def _township_name(level: str, short: str) -> str:
    return short
