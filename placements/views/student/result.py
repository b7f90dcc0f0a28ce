"""What came of the selection: the offer, a sentence for every wish, the lottery."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.requests import SignedInRequest
from placements.actions.offers import accept_offer, decline_offer
from placements.charts import lottery_line
from placements.chinese_dates import deadline, moment, span
from placements.exceptions import RuleViolation
from placements.forms.student_answers import OfferAnswerForm
from placements.matching import ReasonCode
from placements.models import (
    Application,
    Placement,
    Post,
    PostResult,
    Season,
    SeasonWindow,
    SelectionResult,
)
from placements.states import HOLDS_A_PLACE, PlacementState
from placements.views.answers import done, refuse
from placements.views.season import current_season
from placements.views.student.mine import (
    distance_from_home,
    my_latest_application,
    my_placement,
    my_result,
    profile_of,
)

HERE = "placements:student-result"
GOT = frozenset({ReasonCode.PLACED, ReasonCode.PINNED})
COUNTED = "零一两三四五六七八九"


@require_GET
def result(request: SignedInRequest) -> HttpResponse:
    """Only what was released; before that the page says when it will be."""
    season = current_season(request)
    now = timezone.now()
    application = my_latest_application(request, season)
    placement = my_placement(request, season)
    found = my_result(application)
    due_at = _open_until(placement)
    context = {
        "season": season,
        "now": now,
        "application": application,
        "placement": placement,
        "holds": placement is not None and placement.state in HOLDS_A_PLACE,
        "may_answer": due_at is not None and due_at > now,
        "is_overdue": due_at is not None and due_at <= now,
        "facts": _facts(application, placement),
        "due": _due(placement),
        "result": found,
        "leftover": found.get_leftover_display() if found and found.leftover else "",
        "round": found and found.run.round,
        "reasons": _reasons(found),
        "why_title": _why_title(found),
        "selection": season.window(SeasonWindow.Kind.SELECTION),
        "supplement": _supplement(season),
    }
    return render(request, "placements/student/result.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def offer_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accepting is one press on the result page; giving up is asked for here."""
    mine = Placement.objects.for_student(request.user)
    placement = get_object_or_404(mine.select_related("post__unit", "season"), pk=pk)
    if request.method != "POST":
        form = OfferAnswerForm(initial={"answer": "decline"})
        return _decline_page(request, placement, form)
    form = OfferAnswerForm(request.POST)
    if not form.is_valid():
        return _decline_page(request, placement, form, status=422)
    return _answered(request, placement, form)


def _answered(
    request: SignedInRequest, placement: Placement, form: OfferAnswerForm
) -> HttpResponse:
    now, title = timezone.now(), placement.post.title
    try:
        if form.cleaned_data["answer"] == "accept":
            accept_offer(placement, by=request.user, now=now)
            sentence = f"你接受了“{title}”。下一步签承诺书。"
        else:
            reason = form.cleaned_data["reason"]
            decline_offer(placement, by=request.user, now=now, reason=reason)
            sentence = f"你放弃了“{title}”。有补录时会发消息告诉你。"
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(HERE))
    return done(request, sentence, "placements:student-home")


def _decline_page(
    request: SignedInRequest,
    placement: Placement,
    form: OfferAnswerForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"season": placement.season, "placement": placement, "form": form}
    template = "placements/student/decline.html"
    return render(request, template, context, status=status)


def _facts(application: Application | None, placement: Placement | None) -> list[str]:
    if placement is None:
        return []
    township = placement.post.township
    distance = distance_from_home(profile_of(application), township)
    dates = span(placement.starts_on, placement.ends_on)
    return list(filter(None, [township.short_name, distance, dates]))


def _open_until(placement: Placement | None) -> datetime | None:
    """Until when an offer that nobody has answered stands."""
    if placement is None or placement.state != PlacementState.OFFERED:
        return None
    return placement.answer_due_at


def _due(placement: Placement | None) -> str:
    if placement is None:
        return ""
    return deadline(placement.answer_due_at).replace(" 截止", " 前答复")


def _reasons(found: SelectionResult | None) -> list[dict]:
    """One line for every wish that was decided, in the order of the list."""
    if found is None:
        return []
    ids = [reason["post"] for reason in found.reasons]
    posts = Post.objects.filter(pk__in=ids).select_related("unit").in_bulk()
    fills = {
        fill.post_id: fill
        for fill in PostResult.objects.filter(run=found.run_id, post__in=ids).order_by(
            "id"
        )
    }
    last = found.run.stats.get("students", found.lottery_number)
    return [
        _reason(rank, reason, posts[reason["post"]], fills.get(reason["post"]), last)
        for rank, reason in enumerate(found.reasons, start=1)
    ]


def _reason(
    rank: int, reason: dict, post: Post, fill: PostResult | None, last: int
) -> dict:
    facts = [post.unit.name]
    if fill is not None:
        facts += [f"{fill.seats} 个名额", f"{fill.listed} 人填报"]
    line = None
    if reason["code"] == ReasonCode.LOTTERY_BEYOND_CUTOFF:
        line = lottery_line(reason["cutoff_number"], reason["number"], last)
    return {
        "rank": rank,
        "title": post.title,
        "facts": facts,
        "text": reason["text"].removeprefix("录用。"),
        "lottery": line,
        "tone": "ok",
        "mark": "录用" if reason["code"] in GOT else "",
    }


def _why_title(found: SelectionResult | None) -> str:
    if found is None or found.rank == 1:
        return "为什么是这个岗位"
    if found.rank is None:
        return "每个志愿为什么没录上"
    if found.rank == 2:
        return "第 1 志愿为什么没录上"
    return f"前{COUNTED[found.rank - 1]}个志愿为什么没录上"


def _supplement(season: Season) -> str:
    """When the next round of registration begins, if one is planned."""
    now = timezone.now()
    ahead = [
        window.opens_at
        for window in season.list_windows()
        if window.kind == SeasonWindow.Kind.REGISTRATION and window.opens_at > now
    ]
    return moment(min(ahead)) if ahead else ""
