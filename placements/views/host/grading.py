"""Students who chose the unit: judging them, and those who come."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, F, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Degree, StudentProfile
from accounts.requests import SignedInRequest
from placements.actions.grading import (
    Judgement,
    grade_applicants,
    require_grading_open,
)
from placements.exceptions import RuleViolation
from placements.forms.host_grading import GradeForm
from placements.models import (
    Grade,
    HostUnit,
    Placement,
    Post,
    Preference,
    Season,
    SeasonWindow,
)
from placements.states import APPLICATION_IN_PLAY, PlacementState
from placements.views.answers import done, refuse
from placements.views.host.membership import draw, for_my_unit
from placements.views.host.next_step import locks
from placements.views.host.post_moves import placement_rows
from placements.views.season import current_season

PER_PAGE = 20
GRADE_ORDER = [Grade.NONE, Grade.A, Grade.B, Grade.C, Grade.DECLINED]
YEARS = "零一二三四五六七八"


@require_GET
@for_my_unit
def student_list(request: SignedInRequest, unit: HostUnit) -> HttpResponse:
    """Posts with applicants, ungraded first, and how far each is."""
    season = current_season(request)
    in_play = Q(
        preferences__rank__isnull=False,
        preferences__application__state__in=APPLICATION_IN_PLAY,
    )
    posts = (
        Post.objects.published()
        .filter(unit=unit, season=season)
        .annotate(
            applicants=Count("preferences", filter=in_play),
            graded=Count(
                "preferences",
                filter=in_play & Q(preferences__grade__in=GRADE_ORDER[1:]),
            ),
        )
        .filter(applicants__gt=0)
        .annotate(left=F("applicants") - F("graded"))
    )
    if request.GET.get("left"):
        posts = posts.filter(left__gt=0)
    page = Paginator(posts.order_by("-left", "id"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    window = season.open_window(SeasonWindow.Kind.GRADING, timezone.now())
    context = {
        "page": page,
        "window": window,
        "locks": locks(window) if window else "",
        "only_left": bool(request.GET.get("left")),
    }
    return draw(request, "student_list", context)


@require_http_methods(["GET", "POST"])
def grade(request: SignedInRequest, pk: int) -> HttpResponse:
    seasons = Season.objects.with_windows()
    posts = Post.objects.for_host(request.user).select_related("unit")
    post = get_object_or_404(posts.prefetch_related(Prefetch("season", seasons)), pk=pk)
    wishes = _applicants(post, request)
    if any(wish.application.student_id == request.user.pk for wish in wishes):
        own = RuleViolation("你自己填报了这个岗位，请同事来评价。")
        return refuse(request, own, back=reverse("placements:host-student-list"))
    data = request.POST if request.method == "POST" else None
    rows = [(wish, GradeForm(wish, data)) for wish in wishes]
    if data is None:
        return _draw_sheet(request, post, rows)
    if any(form.errors for _, form in rows):
        return _draw_sheet(request, post, rows, status=422)
    try:
        changed = grade_applicants(
            post, by=request.user, judgements=_judgements(rows), now=timezone.now()
        )
    except RuleViolation as refusal:
        fresh = [(wish, GradeForm(wish, data)) for wish in _applicants(post, request)]
        return _draw_sheet(request, post, fresh, refusal=str(refusal), status=409)
    url = reverse("placements:host-grade", args=[post.pk])
    return done(request, f"存好了 {changed} 人的评价。锁定前都能改。", url)


def _applicants(post: Post, request: SignedInRequest) -> list[Preference]:
    """Ungraded first, then by grade."""
    wishes = (
        Preference.objects.for_host(request.user)
        .filter(post=post)
        .select_related("application__student__student_profile__university")
        # Not by the wish's own key, which tells when it was made, and so its rank.
        .order_by("application_id")
    )
    return sorted(wishes, key=lambda wish: GRADE_ORDER.index(wish.grade))


def _judgements(rows: list[tuple[Preference, GradeForm]]) -> dict[int, Judgement]:
    return {wish.pk: Judgement(**form.cleaned_data) for wish, form in rows}


def _draw_sheet(
    request: SignedInRequest,
    post: Post,
    rows: list[tuple[Preference, GradeForm]],
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    window, closed = _window_or_why_not(post)
    left = sum(wish.grade == Grade.NONE for wish, _ in rows)
    context = {
        "post": post,
        "rows": [_row(wish, form) for wish, form in rows],
        "left": left,
        "graded": len(rows) - left,
        "window": window,
        "locks": locks(window) if window else "",
        "closed": closed,
        "refusal": refusal,
        "wrong": sum(bool(form.is_bound and form.errors) for _, form in rows),
    }
    return draw(request, "grading", context, status=status)


def _window_or_why_not(post: Post) -> tuple[SeasonWindow | None, str]:
    try:
        return require_grading_open(post, timezone.now()), ""
    except RuleViolation as closed:
        return None, str(closed)


def _row(wish: Preference, form: GradeForm) -> dict:
    student = wish.application.student
    profile = getattr(student, "student_profile", None)
    return {
        "name": student.name,
        "facts": facts_of(profile, timezone.localdate()) if profile else [],
        "introduction": profile.introduction if profile else "",
        "wish": wish,
        "form": form,
    }


def facts_of(profile: StudentProfile, today: date) -> list[str]:
    """University, major, year: what a unit may know before it judges."""
    university = profile.university.name if profile.university else ""
    facts = (university, profile.major, year_of_study(profile, today))
    return [fact for fact in facts if fact]


def year_of_study(profile: StudentProfile, today: date) -> str:
    """大二, 研一, 博三; a year begins in September."""
    if not profile.entry_year:
        return ""
    year = today.year - profile.entry_year + (today.month >= 9)
    if not 1 <= year < len(YEARS):
        return ""
    kinds: dict[str, str] = {Degree.MASTER: "研", Degree.DOCTOR: "博"}
    return f"{kinds.get(profile.degree, '大')}{YEARS[year]}"


@require_GET
@for_my_unit
def placement_list(request: SignedInRequest, unit: HostUnit) -> HttpResponse:
    """Everybody offered a post of the unit this season."""
    placements = Placement.objects.filter(
        post__unit=unit, season=current_season(request)
    )
    state = request.GET.get("state", "")
    if state in PlacementState.values:
        placements = placements.filter(state=state)
    page = Paginator(placements.order_by("-offered_at", "-id"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "rows": placement_rows(page.object_list)}
    return draw(request, "placement_list", context)
