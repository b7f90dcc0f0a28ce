"""Listing and writing posts; what happens to a written one is in ``post_moves``."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from directory.models import Division
from placements.actions.posts import copy_post, draft_post, edit_post
from placements.chinese_dates import span
from placements.exceptions import RuleViolation
from placements.forms.host_post import PostForm, written_in
from placements.models import HostUnit, Post, SeasonWindow
from placements.rows import PostRow
from placements.states import TONES, PostState
from placements.views.answers import done, refuse
from placements.views.host.membership import draw, for_my_unit
from placements.views.numbers import whole_number
from placements.views.season import current_season

PER_PAGE = 20
OLD_POSTS = 20
WHAT_IS_NEXT: dict[str, str] = {
    PostState.DRAFT: "草稿，提交了才算",
    PostState.SUBMITTED: "等审核",
    PostState.RETURNED: "改好再交",
    PostState.PUBLISHED: "学生可以填报",
}


@require_GET
@for_my_unit
def post_list(request: SignedInRequest, unit: HostUnit) -> HttpResponse:
    season = current_season(request)
    posts = Post.objects.filter(unit=unit, season=season)
    counted = posts.order_by("state").values_list("state").annotate(n=Count("id"))
    counts = dict(counted)
    state = request.GET.get("state", "")
    if state in counts:
        posts = posts.filter(state=state)
    rows = posts.with_unit().with_demand().order_by("-id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {
        "page": page,
        "posts": [row_of(post) for post in page],
        "chips": _chips(counts, state),
        "total": sum(counts.values()),
        "can_report": season.window_open(SeasonWindow.Kind.POST_COLLECTION, now),
    }
    return draw(request, "post_list", context)


def _chips(counts: dict[str, int], state: str) -> list[dict]:
    url = reverse("placements:host-post-list")
    every = {"label": "全部", "url": url, "count": sum(counts.values())}
    chips = [every | {"current": state not in counts}]
    for code, label in PostState.choices:
        if code in counts:
            chip = {"label": label, "url": f"{url}?state={code}", "count": counts[code]}
            chips.append(chip | {"current": state == code})
    return chips


def row_of(post: Post) -> PostRow:
    """A post ``with_demand`` as its own unit sees it in a list."""
    when = "日期没有定"
    if post.starts_on and post.ends_on:
        when = span(post.starts_on, post.ends_on)
    facts = [post.get_category_display(), when]
    if post.state in WHAT_IS_NEXT:
        facts.append(WHAT_IS_NEXT[post.state])
    return PostRow(
        url=reverse("placements:host-post-detail", args=[post.pk]),
        title=post.title,
        unit=post.township.name,
        demand=f"{post.demand} 人填报",  # type: ignore[attr-defined]
        seats=f"{post.headcount} 个名额",
        facts=facts,
        tone=TONES.get(post.state, ""),
        mark=post.get_state_display(),
    )


@require_http_methods(["GET", "POST"])
@for_my_unit
def post_new(request: SignedInRequest, unit: HostUnit) -> HttpResponse:
    context = {"post": None, "old_posts": _old_posts(unit)}
    form = _form(request, request.POST or None, {"township": unit.township_id})
    if request.method == "GET" or "add_row" in request.POST:
        return draw(request, "post_form", context | {"form": form})
    if not form.is_valid():
        return draw(request, "post_form", context | {"form": form}, status=422)
    season, now = current_season(request), timezone.now()
    try:
        post = draft_post(unit, season, by=request.user, now=now, **form.cleaned_data)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return draw(request, "post_form", context | {"form": form}, status=409)
    return _saved(request, post)


@require_http_methods(["GET", "POST"])
@for_my_unit
def post_edit(request: SignedInRequest, unit: HostUnit, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.for_host(request.user), pk=pk)
    context = {"post": post, "old_posts": []}
    form = _form(request, request.POST or None, written_in(post), len(post.tasks))
    if request.method == "GET" or "add_row" in request.POST:
        return draw(request, "post_form", context | {"form": form})
    if not form.is_valid():
        return draw(request, "post_form", context | {"form": form}, status=422)
    try:
        post = edit_post(post, by=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return draw(request, "post_form", context | {"form": form}, status=409)
    return _saved(request, post)


@require_POST
def post_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start from an old post of this or an earlier season."""
    post = get_object_or_404(
        Post.objects.for_host(request.user).select_related("unit"), pk=pk
    )
    season, now = current_season(request), timezone.now()
    try:
        copied = copy_post(post, season, by=request.user, now=now)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse("placements:host-post-list"))
    url = reverse("placements:host-post-edit", args=[copied.pk])
    return done(request, "抄好了，改日期和不一样的地方。", url)


def _saved(request: SignedInRequest, post: Post) -> HttpResponse:
    url = reverse("placements:host-post-detail", args=[post.pk])
    return done(request, "草稿存好了。核对一遍再提交。", url)


def _form(
    request: SignedInRequest, data: QueryDict | None, initial: dict, rows: int = 0
) -> PostForm:
    """The form as asked for: empty, with what was typed, or with one more row."""
    rows = _rows_typed(data) if data is not None else rows
    if data is not None and "add_row" in data:
        # Shown again, not judged: what was typed becomes what the form starts from.
        initial = {name: data.get(name) for name in data}
        initial["hazards"] = data.getlist("hazards")
        data, rows = None, rows + 1
    return PostForm(
        data,
        initial=initial,
        season=current_season(request),
        townships=Division.objects.townships().select_related("parent"),
        rows=rows,
    )


def _rows_typed(data: QueryDict) -> int:
    named = [name.removeprefix("task_") for name in data if name.startswith("task_")]
    numbers = [whole_number(each) for each in named]
    return max((n + 1 for n in numbers if n is not None), default=0)


def _old_posts(unit: HostUnit) -> list[Post]:
    posts = Post.objects.filter(unit=unit).select_related("season")
    return list(posts.order_by("-season__year", "-id")[:OLD_POSTS])
