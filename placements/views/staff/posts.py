"""The queue of posts, one post, and what staff decide about them."""

from functools import partial

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Territory, territory_of
from placements import policies, queues
from placements.actions.bulk import decide_all
from placements.actions.posts import cancel_post, publish_post, return_post
from placements.checks import Finding, check_post
from placements.chinese_dates import span, waited
from placements.consequences import cancellation_consequences
from placements.exceptions import RuleViolation
from placements.forms.staff_review import CancelPostForm, ReturnForm
from placements.models import Post, PostTally, Season, UnitMember
from placements.states import TONES, PostState
from placements.views.answers import done, refuse
from placements.views.season import staff_season
from placements.views.staff import lists
from placements.views.staff.pages import acting_staff, staff_page, staff_render
from placements.views.staff.timeline import timeline

STAGE = "岗位征集"
NEWEST = ("-published_at", "-id")
LIST = "placements:staff-post-list"
DETAIL = "placements:staff-post-detail"
EVERYTHING = lists.Narrowing()
TWIN = Exists(
    Post.objects.filter(
        season=OuterRef("season"), unit=OuterRef("unit"), tasks=OuterRef("tasks")
    )
    .exclude(state=PostState.CANCELLED)
    .exclude(pk=OuterRef("pk"))
)
# What a row prints and ``check_post`` looks at.
SHOWN = (
    "title",
    "state",
    "submitted_at",
    "managing_committee",
    "starts_on",
    "ends_on",
    "tasks",
    "need_reason",
    "days_per_week",
    "hazards",
    "takes_minors",
    "mentor_name",
    "mentor_phone",
    "headcount",
    "unit__name",
    "unit__state",
)


@require_GET
@staff_page
def post_list(request: HttpRequest) -> HttpResponse:
    season, now = staff_season(request), timezone.now()
    narrowing = lists.Narrowing.of(request)
    queue = lists.read_queue(
        request,
        STAGE,
        _tabs(season, request.user, narrowing),
        narrowing=narrowing,
        with_row=partial(_with_row, user=request.user),
    )
    territory, committees = territory_of(request.user), lists.committees()
    # Looked up once, since looking up an address costs more than drawing its row.
    address = reverse(DETAIL, args=[0])
    places = {each.pk: lists.place_name(each) for each in committees}
    rows = [
        _row(
            post,
            check_post(post, season, has_twin=post.has_twin),
            territory,
            url=address.replace("0", str(post.pk)),
            place=places[post.managing_committee_id],
            waited=waited(post.submitted_at, now) if post.submitted_at else "",
            pick="pick" in request.GET,
        )
        for post in queue.page
    ]
    return staff_render(
        request,
        "post_list.html",
        STAGE,
        {
            "queue": queue,
            "rows": rows,
            "picked": sum(row.picked for row in rows),
            "territories": committees if territory.reads_all else [],
            "can_act": any(row.can_act for row in rows),
        },
        frame=queue.frame,
    )


def _tabs(season: Season, user, narrowing: lists.Narrowing) -> list[lists.Tab]:
    def narrow(rows: QuerySet[Post]) -> QuerySet[Post]:
        return narrowing.apply(rows, "title", "unit__name")

    posts = narrow(queues.posts_of(season, user))

    def tab(state: PostState, label: str) -> lists.Tab:
        return lists.Tab(state, label, posts.filter(state=state))

    unwished = narrow(queues.posts_nobody_wants(season, user))
    return [
        lists.Tab(
            PostState.SUBMITTED,
            "待审",
            narrow(queues.posts_to_review(season, user)),
            framed="posts" if narrowing == EVERYTHING else "",
        ),
        tab(PostState.RETURNED, "退回修改中"),
        lists.Tab(
            PostState.PUBLISHED,
            "已发布",
            posts.published(),
            NEWEST,
            counted=None if narrowing.q else published_count(season, user, narrowing),
        ),
        lists.Tab("unwished", "没人填报", unwished, NEWEST, is_dear=True),
        tab(PostState.DRAFT, "填写中"),
        tab(PostState.CANCELLED, "已取消"),
    ]


def published_count(
    season: Season, user, narrowing: lists.Narrowing = EVERYTHING
) -> Coalesce:
    """Exact however many there are: the database keeps the tally."""
    tallies = PostTally.objects.filter(season=season)
    territory = territory_of(user)
    if not territory.reads_all:
        tallies = tallies.filter(managing_committee__in=territory.reads)
    if narrowing.committee is not None:
        tallies = tallies.filter(managing_committee=narrowing.committee)
    total = tallies.order_by().values("season").annotate(n=Sum("posts")).values("n")
    return Coalesce(Subquery(total), 0)


def _with_row(posts: QuerySet[Post], user) -> QuerySet[Post]:
    """What a row prints and checks, in the same statement."""
    own = UnitMember.objects.live_at(timezone.now()).filter(
        user=user, unit=OuterRef("unit")
    )
    return (
        posts.select_related("unit")
        .only(*SHOWN)
        .annotate(is_own=Exists(own), has_twin=TWIN)
    )


def _row(
    post: Post, findings: list[Finding], territory: Territory, *, pick: bool, **words
) -> lists.QueueRow:
    can_act = (
        "publish" in post.open_moves
        and territory.can_act_for(post.managing_committee_id)
        and not post.is_own
    )
    return lists.QueueRow(
        pk=post.pk,
        title=post.title,
        sub=post.unit.name,
        findings=findings,
        can_act=can_act,
        picked=pick and can_act and findings[0].tone == "ok",
        **words,
    )


@require_GET
@staff_page
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    post = _get(request, pk)
    season = staff_season(request)
    demand = post.preferences.standing().count()
    return staff_render(
        request,
        "post_detail.html",
        STAGE,
        {
            "post": post,
            "tone": TONES.get(post.state, ""),
            "facts": _facts(post, demand),
            "findings": check_post(post, season),
            "timeline": timeline(post),
            "moves": post.open_moves
            if policies.can_review_post(request.user, post)
            else [],
        },
    )


def _facts(post: Post, demand: int) -> list[tuple[str, str]]:
    dates = (
        f"{span(post.starts_on, post.ends_on)}，共 {post.days} 天"
        if post.starts_on and post.ends_on
        else "没写"
    )
    mentor = " ".join(filter(None, (post.mentor_name, post.mentor_title)))
    facts = [
        ("单位", post.unit.name),
        ("属地", lists.place_name(post.managing_committee)),
        ("类别", post.get_category_display()),
        ("需求人数", f"{post.headcount} 人，{demand} 人填报"),
        ("起止日期", dates),
        (
            "工作时间",
            f"每周 {post.days_per_week} 天，每天 {float(post.hours_per_day):g} 小时",
        ),
        ("工作地点", f"{post.township}，{post.get_place_display()}"),
        ("学历要求", post.get_education_display()),
        ("专业要求", "、".join(post.majors) or "不限"),
        ("技能要求", post.skills),
        ("设岗理由", post.need_reason),
        ("带教导师", f"{mentor}\n{post.mentor_phone}".strip()),
        ("午餐", post.get_lunch_display()),
        ("住宿", "提供" if post.has_lodging else "不提供"),
        ("补贴", f"{post.allowance} 元/月" if post.allowance else "没有"),
        ("风险提示", "、".join(post.hazard_labels) or "没有"),
        ("未满 18 周岁", "接收" if post.takes_minors else "不接收"),
        ("备注", post.note),
    ]
    return [(label, value) for label, value in facts if value]


@require_POST
@acting_staff
def post_publish(request: HttpRequest) -> HttpResponse:
    """All the posts ticked, or none of them."""
    posts = _ticked(request)
    publish = partial(publish_post, by=request.user, now=timezone.now())
    try:
        published = decide_all(posts, publish)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(LIST))
    return done(request, f"通过了 {len(published)} 个岗位，已通知单位。", reverse(LIST))


@require_http_methods(["GET", "POST"])
@acting_staff
def post_return(request: HttpRequest) -> HttpResponse:
    """Asks why, for one post or many, and sends them back."""
    posts = _ticked(request)
    form = ReturnForm(request.POST or None)
    if not form.is_valid():
        return _ask_why(request, posts, form)
    send_back = partial(return_post, by=request.user, **form.cleaned_data)
    try:
        returned = decide_all(posts, send_back)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(LIST))
    return done(request, f"退回了 {len(returned)} 个岗位，已通知单位。", reverse(LIST))


def _ask_why(request: HttpRequest, posts: list[Post], form) -> HttpResponse:
    if not posts:
        raise Http404
    return staff_render(
        request,
        "return.html",
        STAGE,
        {
            "form": form,
            "rows": [(post.pk, post.title, post.unit.name) for post in posts],
            "noun": "个岗位",
            "back": reverse(LIST),
        },
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
@acting_staff
def post_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Says whom it hits, asks why, and takes the post back for good."""
    post = _get(request, pk)
    form = CancelPostForm(request.POST or None)
    here = reverse(DETAIL, args=[pk])
    if not form.is_valid():
        policies.require(policies.can_cancel_post(request.user, post))
        return staff_render(
            request,
            "ask.html",
            STAGE,
            {
                "title": f"取消岗位：{post.title}",
                "effects": cancellation_consequences(post),
                "form": form,
                "action": "取消这个岗位",
                "back": here,
            },
            status=422 if form.is_bound else 200,
        )
    try:
        cancel_post(post, by=request.user, now=timezone.now(), **form.cleaned_data)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=here)
    return done(request, f"取消了“{post.title}”，已通知填报的学生。", here)


def _get(request: HttpRequest, pk: int) -> Post:
    posts = Post.objects.for_staff(request.user).select_related(
        "unit", "township", "managing_committee__division", "season"
    )
    return get_object_or_404(posts, pk=pk)


def _ticked(request: HttpRequest) -> list[Post]:
    """The ticked posts of this person's territory; 404 if one of them is not."""
    keys = lists.chosen_keys(request)
    posts = Post.objects.for_staff(request.user).filter(pk__in=keys)
    found = list(posts.select_related("unit").order_by("submitted_at", "id"))
    if len(found) != len(set(keys)):
        raise Http404
    return found
