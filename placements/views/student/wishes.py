"""The ordered list of wishes: the third step, and a page of its own."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.models import StudentProfile
from accounts.requests import SignedInRequest
from directory.models import Committee
from placements.actions.wishes import (
    choose_adjustment,
    move_wish,
    remove_wish,
    wish_for,
)
from placements.exceptions import RuleViolation
from placements.forms.student_wishes import AdjustmentForm, MoveForm
from placements.models import Application, Post, Preference, Season, SeasonWindow
from placements.road import application_steps
from placements.states import APPLICATION_EDITABLE
from placements.views.answers import done, refuse
from placements.views.season import current_season
from placements.views.student.mine import (
    distance_from_home,
    my_application,
    profile_of,
)

HERE = "placements:student-wishes"


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish as the list draws it."""

    pk: int
    rank: int
    title: str
    unit: str
    url: str
    facts: list[str]
    is_first: bool
    is_last: bool


@require_GET
def wish_list(request: SignedInRequest) -> HttpResponse:
    season = current_season(request)
    return _page(request, season, my_application(request, season))


@require_POST
def wish_add(request: SignedInRequest, pk: int) -> HttpResponse:
    season = current_season(request)
    posts = Post.objects.filter(season=season)
    # A post that was cancelled meanwhile gets a sentence, one never shown does not.
    post = get_object_or_404(posts.exclude(published_at=None), pk=pk)
    try:
        wish_for(season, post, by=request.user, now=timezone.now())
    except RuleViolation as refusal:
        back = reverse("placements:public-post-list")
        return refuse(request, refusal, back=back)
    return done(request, f"“{post.title}”加入了志愿。", HERE)


@require_POST
def wish_move(request: SignedInRequest, pk: int) -> HttpResponse:
    application, wish = _my_wish_or_404(request, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, application.season, application, status=422)
    try:
        move_wish(
            application, wish, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except RuleViolation as refusal:
        if not request.htmx:  # type: ignore[attr-defined]
            return refuse(request, refusal, back=reverse(HERE))
        return _list(request, application, error=str(refusal), status=409)
    return _list(request, application, moved=wish)


@require_POST
def wish_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    application, wish = _my_wish_or_404(request, pk)
    try:
        remove_wish(application, wish, by=request.user, now=timezone.now())
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(HERE))
    return done(request, f"“{wish.post.title}”移除了。", HERE)


@require_POST
def adjustment(request: SignedInRequest) -> HttpResponse:
    """Saves the answer; the button below the list saves it on the way to the next."""
    season = current_season(request)
    application = my_application(request, season)
    if application is None:
        raise Http404("还没有报名。")
    form = AdjustmentForm(request.POST, committees=_committees())
    if not form.is_valid():
        return _page(request, season, application, form, status=422)
    try:
        choose_adjustment(
            application, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(HERE))
    if "next" in request.POST:
        return redirect("placements:student-application-consent")
    return done(request, "调剂意愿存好了。", HERE)


def _my_wish_or_404(
    request: SignedInRequest, pk: int
) -> tuple[Application, Preference]:
    application = my_application(request, current_season(request))
    if application is None:
        raise Http404("还没有报名。")
    standing = application.preferences.standing().select_related("post")
    return application, get_object_or_404(standing, pk=pk)


def _committees() -> list[Committee]:
    """The districts in the order offices list them, the city itself last."""
    committees = Committee.objects.select_related("division").order_by("division_id")
    return sorted(committees, key=lambda committee: committee.is_city)


def _rows(profile: StudentProfile | None, wishes: list[Preference]) -> list[WishRow]:
    return [
        WishRow(
            pk=wish.pk,
            rank=rank,
            title=wish.post.title,
            unit=wish.post.unit.name,
            url=reverse("placements:public-post-detail", args=[wish.post_id]),
            facts=[
                *filter(None, [distance_from_home(profile, wish.post.township)]),
                f"{wish.demand} 人填报",  # type: ignore[attr-defined]
            ],
            is_first=rank == 1,
            is_last=rank == len(wishes),
        )
        for rank, wish in enumerate(wishes, start=1)
    ]


def _list_context(season: Season, application: Application | None) -> dict:
    found = application.preferences.with_posts().in_order() if application else []
    wishes = [wish for wish in found if wish.rank is not None]
    now = timezone.now()
    window = season.open_window(SeasonWindow.Kind.REGISTRATION, now)
    until = application and application.may_replace_until
    return {
        "season": season,
        "application": application,
        "wishes": _rows(profile_of(application), wishes),
        "more": season.max_preferences - len(wishes),
        "void": [wish for wish in found if wish.rank is None],
        "replace_until": until if until and until > now else None,
        "window": window,
        "is_draft": application is None or application.state in APPLICATION_EDITABLE,
        "error": "",
        "said": "",
    }


def _page(
    request: SignedInRequest,
    season: Season,
    application: Application | None,
    form: AdjustmentForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = _list_context(season, application)
    if application and form is None:
        initial = {
            "accepts": "yes" if application.accepts_adjustment else "no",
            "committees": application.adjustment_committees,
            "categories": application.adjustment_categories,
        }
        form = AdjustmentForm(initial=initial, committees=_committees())
    context |= {"form": form, "steps": application_steps("志愿")}
    return render(request, "placements/student/wishes.html", context, status=status)


def _list(
    request: SignedInRequest,
    application: Application,
    *,
    moved: Preference | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer htmx with the list that changed, and anyone else with the page."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(HERE)
    context = _list_context(application.season, application) | {"error": error}
    if moved is not None:
        rank = next(row.rank for row in context["wishes"] if row.pk == moved.pk)
        context["said"] = f"“{moved.post.title}”现在是第 {rank} 志愿。"
    template = "placements/student/_wish_list.html"
    return render(request, template, context, status=status)
