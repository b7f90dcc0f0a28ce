"""The queue of applications, one application, and decisions about them."""

from functools import partial

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import StudentProfile
from accounts.profile import masked_id
from directory.models import Committee
from placements import policies, queues
from placements.actions.applications import (
    qualify_application,
    reject_application,
    return_application,
    unmask_id_number,
)
from placements.actions.bulk import decide_all
from placements.checks import check_application
from placements.chinese_dates import full_day, span, waited
from placements.exceptions import RuleViolation
from placements.forms.staff_review import RejectForm, ReturnForm, UnmaskForm
from placements.masks import mask_phone
from placements.models import Application, PostCategory, Preference, Season
from placements.states import TONES, ApplicationState
from placements.views.answers import done, refuse
from placements.views.season import staff_season
from placements.views.staff import lists
from placements.views.staff.pages import acting_staff, staff_page, staff_render
from placements.views.staff.timeline import timeline

STAGE = "报名与审核"
LIST = "placements:staff-application-list"
DETAIL = "placements:staff-application-detail"


@require_GET
@staff_page
def application_list(request: HttpRequest) -> HttpResponse:
    season, now = staff_season(request), timezone.now()
    narrowing = lists.Narrowing.of(request)
    queue = lists.read_queue(
        request,
        STAGE,
        _tabs(season, request.user, narrowing),
        narrowing=narrowing,
        with_row=_with_row,
    )
    pick = "pick" in request.GET
    address = reverse(DETAIL, args=[0])
    rows = [_row(each, request.user, now, pick, address) for each in queue.page]
    return staff_render(
        request,
        "application_list.html",
        STAGE,
        {
            "queue": queue,
            "rows": rows,
            "picked": sum(row.picked for row in rows),
            "territories": lists.territories(request),
            "can_act": any(row.can_act for row in rows),
        },
        frame=queue.frame,
    )


def _tabs(season: Season, user, narrowing: lists.Narrowing) -> list[lists.Tab]:
    def narrow(rows: QuerySet[Application]) -> QuerySet[Application]:
        return narrowing.apply(rows, "student__name", "number")

    applications = narrow(queues.applications_of(season, user))

    def tab(state: ApplicationState, label: str) -> lists.Tab:
        return lists.Tab(state, label, applications.filter(state=state))

    waiting = narrow(queues.applications_to_review(season, user))
    in_play = narrow(queues.applications_in_play(season, user))
    framed = "applications" if narrowing == lists.Narrowing() else ""
    return [
        lists.Tab(ApplicationState.SUBMITTED, "待审", waiting, framed=framed),
        tab(ApplicationState.RETURNED, "退回修改中"),
        tab(ApplicationState.QUALIFIED, "审核通过"),
        lists.Tab("in_play", "有效报名", in_play),
        tab(ApplicationState.REJECTED, "未通过"),
        tab(ApplicationState.WITHDRAWN, "已撤回"),
    ]


def _with_row(applications: QuerySet[Application]) -> QuerySet[Application]:
    rejected = Application.objects.filter(
        season=OuterRef("season"),
        student=OuterRef("student"),
        state=ApplicationState.REJECTED,
    ).exclude(pk=OuterRef("pk"))
    wishes = Preference.objects.standing().in_order().select_related("post__unit")
    return (
        applications.with_people()
        .select_related("managing_committee__division")
        .annotate(was_rejected=Exists(rejected))
        .prefetch_related(Prefetch("preferences", wishes, to_attr="wishes"))
    )


def profile_of(application: Application) -> StudentProfile | None:
    return getattr(application.student, "student_profile", None)


def _findings(application: Application) -> list:
    return check_application(
        application,
        profile_of(application),
        application.wishes,
        was_rejected=application.was_rejected,
    )


def _row(
    application: Application, user, now, pick: bool, address: str
) -> lists.QueueRow:
    findings = _findings(application)
    can_act = "qualify" in application.open_moves and policies.can_review_application(
        user, application
    )
    profile = profile_of(application)
    study = (
        f"{profile.university or '没写学校'}，{profile.major}，"
        f"{profile.get_degree_display()}"
        if profile
        else "没有学生资料"
    )
    first = application.wishes[0].post.title if application.wishes else "没有志愿"
    committee = application.managing_committee
    return lists.QueueRow(
        pk=application.pk,
        url=address.replace("0", str(application.pk)),
        title=str(application.student),
        sub=f"{study}。第一志愿：{first}",
        place=lists.place_name(committee) if committee else "",
        findings=findings,
        waited=waited(application.submitted_at, now)
        if application.submitted_at
        else "",
        can_act=can_act,
        picked=pick and can_act and findings[0].tone == "ok",
    )


@require_GET
@staff_page
def application_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _get(request, pk))


def _detail(
    request: HttpRequest,
    application: Application,
    *,
    unmask_form: UnmaskForm | None = None,
    id_number: str = "",
    status: int = 200,
) -> HttpResponse:
    may_review = policies.can_review_application(request.user, application)
    profile = profile_of(application)
    return staff_render(
        request,
        "application_detail.html",
        STAGE,
        {
            "application": application,
            "tone": TONES.get(application.state, ""),
            "facts": _facts(application, profile, may_review),
            "masked": masked_id(profile) if profile and profile.id_number else "",
            "id_number": id_number,
            "unmask_form": (unmask_form or UnmaskForm()) if may_review else None,
            "findings": _findings(application),
            "timeline": timeline(application),
            "moves": application.open_moves if may_review else [],
        },
        status=status,
    )


def _facts(
    application: Application, profile: StudentProfile | None, may_review: bool
) -> list[tuple[str, str]]:
    phone = application.student.phone
    facts = [
        ("报名号", application.number),
        ("手机号", phone if may_review else mask_phone(phone)),
        ("报名渠道", application.get_channel_display()),
        ("时间安排", _available(application)),
        ("服从调剂", _adjustment(application)),
    ]
    if profile:
        graduates = profile.graduates_on
        facts += [
            (
                "出生日期",
                full_day(profile.birth_date) if profile.birth_date else "没写",
            ),
            ("性别", profile.get_gender_display()),
            ("政治面貌", profile.get_political_status_display()),
            ("生源地", str(profile.home_district or "")),
            ("假期住在", str(profile.residence or "")),
            ("学校", f"{profile.university or ''} {profile.college}".strip()),
            ("专业", f"{profile.major}，{profile.get_degree_display()}"),
            ("预计毕业", full_day(graduates) if graduates else "没写"),
            ("特长", "、".join(profile.skills)),
            ("自我介绍", profile.introduction),
        ]
    return [(label, value) for label, value in facts if value]


def _available(application: Application) -> str:
    if application.available_from and application.available_until:
        return span(application.available_from, application.available_until)
    return ""


def _adjustment(application: Application) -> str:
    if not application.accepts_adjustment:
        return "不服从"
    committees = Committee.objects.filter(
        pk__in=application.adjustment_committees
    ).select_related("division")
    where = "、".join(
        lists.place_name(committee) for committee in committees.order_by("division_id")
    )
    what = "、".join(
        str(PostCategory(code).label) for code in application.adjustment_categories
    )
    return f"服从，{where or '各地'}，{what or '各类'}"


@require_POST
@acting_staff
def application_qualify(request: HttpRequest) -> HttpResponse:
    """All the applications ticked, or none of them."""
    applications = _ticked(request)
    qualify = partial(qualify_application, by=request.user, now=timezone.now())
    try:
        qualified = decide_all(applications, qualify)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(LIST))
    sentence = f"通过了 {len(qualified)} 份报名，已通知学生。"
    return done(request, sentence, reverse(LIST))


@require_http_methods(["GET", "POST"])
@acting_staff
def application_return(request: HttpRequest) -> HttpResponse:
    """Asks why, for one application or many, and sends them back."""
    applications = _ticked(request)
    form = ReturnForm(request.POST or None)
    if not form.is_valid():
        return _ask_why(request, applications, form)
    send_back = partial(
        return_application, by=request.user, now=timezone.now(), **form.cleaned_data
    )
    try:
        returned = decide_all(applications, send_back)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(LIST))
    sentence = f"退回了 {len(returned)} 份报名，已通知学生。"
    return done(request, sentence, reverse(LIST))


def _ask_why(request: HttpRequest, applications: list, form) -> HttpResponse:
    if not applications:
        raise Http404
    return staff_render(
        request,
        "return.html",
        STAGE,
        {
            "form": form,
            "rows": [
                (each.pk, str(each.student), each.number) for each in applications
            ],
            "noun": "份报名",
            "back": reverse(LIST),
        },
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
@acting_staff
def application_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """The second look: asks for the written reason before it refuses a student."""
    application = _get(request, pk)
    form = RejectForm(request.POST or None)
    here = reverse(DETAIL, args=[pk])
    if not form.is_valid():
        policies.require(policies.can_review_application(request.user, application))
        return staff_render(
            request,
            "ask.html",
            STAGE,
            {
                "title": f"不通过：{application.student}",
                "effects": [
                    "学生本季不能参加选岗，会收到你写的原因。",
                    "资料能改好的，用退回修改，不用不通过。",
                ],
                "form": form,
                "action": "不通过这份报名",
                "back": here,
            },
            status=422 if form.is_bound else 200,
        )
    try:
        reject_application(
            application, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except RuleViolation as refusal:
        return refuse(request, refusal, back=here)
    return done(request, "没有通过这份报名，已通知学生。", here)


@require_POST
@never_cache
@acting_staff
def application_unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """The ID number once, on this answer only: nothing keeps it, and the log knows."""
    application = _get(request, pk)
    form = UnmaskForm(request.POST)
    if not form.is_valid():
        return _detail(request, application, unmask_form=form, status=422)
    try:
        number = unmask_id_number(application, by=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(DETAIL, args=[pk]))
    return _detail(request, application, id_number=number)


def _get(request: HttpRequest, pk: int) -> Application:
    applications = _with_row(Application.objects.for_staff(request.user))
    return get_object_or_404(
        applications.select_related(
            "student__student_profile__home_district",
            "student__student_profile__residence",
        ),
        pk=pk,
    )


def _ticked(request: HttpRequest) -> list[Application]:
    """The ticked applications of this territory; 404 if one of them is not."""
    keys = lists.chosen_keys(request)
    applications = Application.objects.for_staff(request.user).filter(pk__in=keys)
    found = list(applications.select_related("student").order_by("submitted_at", "id"))
    if len(found) != len(set(keys)):
        raise Http404
    return found
