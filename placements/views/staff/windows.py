"""Season and windows: which season, when what is open, and its rules."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from placements import policies
from placements.actions.seasons import change_rules, plan_window
from placements.chinese_dates import moment
from placements.consequences import window_consequences
from placements.exceptions import RuleViolation
from placements.forms.staff_windows import RulesForm, WindowForm, window_initial
from placements.models import Season, SeasonWindow
from placements.views.answers import done, refuse
from placements.views.season import CHOSEN, staff_season
from placements.views.staff.pages import staff_page, staff_render

LIST = "placements:staff-window-list"
MAX_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class WindowRow:
    label: str
    dates: str
    tone: str
    state: str
    url: str


@require_GET
@staff_page
def window_list(request: HttpRequest) -> HttpResponse:
    season, now = staff_season(request), timezone.now()
    planned = {(w.kind, w.round_no): w for w in season.list_windows()}
    rows = []
    for kind in SeasonWindow.Kind:
        rounds = [number for code, number in planned if code == kind] or [1]
        rows += [
            _row(kind, number, planned.get((kind, number)), now)
            for number in sorted(rounds)
        ]
    return staff_render(
        request,
        "window_list.html",
        "",
        {
            "rows": rows,
            "may_plan": policies.can_plan_season(request.user),
            "rules": [
                ("最多志愿", f"{season.max_preferences} 个"),
                ("答复时限", f"{season.answer_hours} 小时"),
                ("实践天数", f"{season.min_days} 到 {season.max_days} 天"),
            ],
            "new_rounds": _new_rounds(planned),
        },
    )


def _row(kind, number: int, window: SeasonWindow | None, now) -> WindowRow:
    label = f"{kind.label}（第 {number} 轮）" if number > 1 else kind.label
    url = reverse("placements:staff-window-edit", args=[kind, number])
    if window is None:
        return WindowRow(label, "没安排", "", "没安排", url)
    if now < window.opens_at:
        tone, state = "", "没开始"
    elif now < window.closes_at:
        tone, state = "ok", "进行中"
    else:
        tone, state = "", "已结束"
    dates = f"{moment(window.opens_at)} — {moment(window.closes_at)}"
    return WindowRow(label, dates, tone, state, url)


def _new_rounds(planned: Mapping) -> list[tuple[str, str]]:
    """The stages that may be repeated for a supplementary round, and where."""
    kind = SeasonWindow.Kind
    found = []
    for each in (kind.REGISTRATION, kind.GRADING, kind.SELECTION, kind.SIGNING):
        last = max((number for code, number in planned if code == each), default=0)
        if 0 < last < MAX_ROUNDS:
            url = reverse("placements:staff-window-edit", args=[each, last + 1])
            found.append((f"{each.label}第 {last + 1} 轮", url))
    return found


@require_http_methods(["GET", "POST"])
@staff_page
def window_edit(request: HttpRequest, kind: str, round_no: int) -> HttpResponse:
    """Typed, then shown with what it closes or opens, and only then saved."""
    policies.require(policies.can_plan_season(request.user))
    season = staff_season(request)
    if kind not in SeasonWindow.Kind or not 1 <= round_no <= MAX_ROUNDS:
        raise Http404
    label = SeasonWindow.Kind(kind).label
    title = f"{label}（第 {round_no} 轮）" if round_no > 1 else label
    window = season.window(kind, round_no)
    form = WindowForm(request.POST or None, initial=window_initial(window))
    if not form.is_valid() or "back" in request.POST:
        status = 422 if form.errors else 200
        page = {"form": form, "title": title}
        return staff_render(request, "window_edit.html", "", page, status=status)
    dates = form.cleaned_data
    if "confirmed" not in request.POST:
        return _preview(request, season, kind, round_no, title, form)
    try:
        plan_window(season, kind, by=request.user, round_no=round_no, **dates)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(LIST))
    return done(request, f"{title}的时间改好了。", reverse(LIST))


def _preview(
    request: HttpRequest, season: Season, kind: str, round_no: int, title: str, form
) -> HttpResponse:
    change, *effects = window_consequences(
        season, kind, round_no=round_no, now=timezone.now(), **form.cleaned_data
    )
    return staff_render(
        request,
        "window_preview.html",
        "",
        {"form": form, "title": title, "change": change, "effects": effects},
    )


@require_http_methods(["GET", "POST"])
@staff_page
def season_rules(request: HttpRequest) -> HttpResponse:
    policies.require(policies.can_plan_season(request.user))
    season = staff_season(request)
    initial = {
        "max_preferences": season.max_preferences,
        "answer_hours": season.answer_hours,
    }
    form = RulesForm(request.POST or None, initial=initial)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return staff_render(request, "rules.html", "", {"form": form}, status=status)
    try:
        change_rules(season, by=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(LIST))
    return done(request, "规则改好了。", reverse(LIST))


@require_http_methods(["GET", "POST"])
@staff_page
def season_choose(request: HttpRequest) -> HttpResponse:
    """Which season this person works on, until they choose another."""
    if request.method == "POST":
        season = get_object_or_404(Season, code=request.POST.get("season", ""))
        request.session[CHOSEN] = season.code
        home = reverse("placements:staff-home")
        return done(request, f"现在看的是{season.name}。", home)
    seasons = Season.objects.newest_first()
    return staff_render(request, "season.html", "", {"seasons": seasons})
