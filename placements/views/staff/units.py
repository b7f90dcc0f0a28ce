"""The queue of units, one unit with its people and posts, and decisions about them."""

from functools import partial

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import territory_of
from placements import policies, queues
from placements.actions.bulk import decide_all
from placements.actions.units import (
    approve_unit,
    resume_unit,
    return_unit,
    suspend_unit,
)
from placements.checks import check_unit
from placements.chinese_dates import waited
from placements.exceptions import RuleViolation
from placements.forms.staff_review import ReturnForm, SuspendForm
from placements.masks import mask_phone
from placements.models import HostUnit, Season, UnitMember
from placements.states import TONES, UnitState
from placements.views.answers import done, refuse
from placements.views.season import staff_season
from placements.views.staff import lists
from placements.views.staff.pages import acting_staff, staff_page, staff_render
from placements.views.staff.timeline import timeline

STAGE = "岗位征集"
LIST = "placements:staff-unit-list"
DETAIL = "placements:staff-unit-detail"
BY_NAME = ("name", "id")


@require_GET
@staff_page
def unit_list(request: HttpRequest) -> HttpResponse:
    season, now = staff_season(request), timezone.now()
    narrowing = lists.Narrowing.of(request)
    queue = lists.read_queue(
        request,
        "单位评价" if request.GET.get("state") == "behind" else STAGE,
        _tabs(season, request.user, narrowing),
        narrowing=narrowing,
        with_row=partial(_with_row, user=request.user),
    )
    territory = territory_of(request.user)
    pick = "pick" in request.GET
    address = reverse(DETAIL, args=[0])
    rows = [_row(unit, territory, now, pick, address) for unit in queue.page]
    return staff_render(
        request,
        "unit_list.html",
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
    def narrow(rows: QuerySet[HostUnit]) -> QuerySet[HostUnit]:
        return narrowing.apply(rows, "name", "contact_name")

    units = narrow(HostUnit.objects.for_staff(user))
    behind = narrow(queues.units_behind_with_grades(season, user))

    def tab(state: UnitState, label: str) -> lists.Tab:
        return lists.Tab(state, label, units.filter(state=state), BY_NAME)

    return [
        lists.Tab(UnitState.SUBMITTED, "待审", narrow(queues.units_to_review(user))),
        tab(UnitState.RETURNED, "退回修改中"),
        tab(UnitState.APPROVED, "已通过"),
        lists.Tab("behind", "没评完", behind, BY_NAME, is_dear=True),
        tab(UnitState.DRAFT, "填写中"),
        tab(UnitState.SUSPENDED, "暂停"),
    ]


def _with_row(units: QuerySet[HostUnit], user) -> QuerySet[HostUnit]:
    own = UnitMember.objects.live_at(timezone.now()).filter(
        user=user, unit=OuterRef("pk")
    )
    return units.select_related(
        "township__parent", "managing_committee__division"
    ).annotate(is_own=Exists(own))


def _row(unit: HostUnit, territory, now, pick: bool, address: str) -> lists.QueueRow:
    findings = check_unit(unit)
    can_act = (
        "approve" in unit.open_moves
        and territory.can_act_for(unit.managing_committee_id)
        and not unit.is_own
    )
    return lists.QueueRow(
        pk=unit.pk,
        url=address.replace("0", str(unit.pk)),
        title=unit.name,
        sub=f"{unit.get_kind_display()}，联系人 {unit.contact_name}",
        place=lists.place_name(unit.managing_committee),
        findings=findings,
        waited=waited(unit.submitted_at, now) if unit.submitted_at else "",
        can_act=can_act,
        picked=pick and can_act and findings[0].tone == "ok",
    )


@require_GET
@staff_page
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _get(request, pk)
    season = staff_season(request)
    may_review = policies.can_review_unit(request.user, unit)
    members = (
        UnitMember.objects.live_at(timezone.now())
        .filter(unit=unit)
        .select_related("user")
        .order_by("-is_administrator", "id")
    )
    posts = unit.posts.filter(season=season).with_demand().order_by("title", "id")
    return staff_render(
        request,
        "unit_detail.html",
        STAGE,
        {
            "unit": unit,
            "tone": TONES.get(unit.state, ""),
            "facts": _facts(unit, may_review),
            "findings": check_unit(unit),
            "members": [
                (
                    member,
                    member.user.phone if may_review else mask_phone(member.user.phone),
                )
                for member in members
            ],
            "posts": [(post, TONES.get(post.state, "")) for post in posts],
            "timeline": timeline(unit),
            "moves": unit.open_moves if may_review else [],
        },
    )


def _facts(unit: HostUnit, may_review: bool) -> list[tuple[str, str]]:
    phone = unit.contact_phone if may_review else mask_phone(unit.contact_phone)
    facts = [
        ("类别", unit.get_kind_display()),
        ("信用代码", unit.credit_code or "没有"),
        ("属地", lists.place_name(unit.managing_committee)),
        ("乡镇街道", str(unit.township)),
        ("详细地址", unit.address or "没写"),
        ("联系人", " ".join(filter(None, (unit.contact_name, unit.contact_title)))),
        ("联系电话", phone),
        ("单位简介", unit.introduction),
    ]
    return [(label, value) for label, value in facts if value]


@require_POST
@acting_staff
def unit_approve(request: HttpRequest) -> HttpResponse:
    """All the units ticked, or none of them."""
    units = _ticked(request)
    try:
        approved = decide_all(units, partial(approve_unit, by=request.user))
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(LIST))
    sentence = f"通过了 {len(approved)} 家单位，已通知联系人。"
    return done(request, sentence, reverse(LIST))


@require_http_methods(["GET", "POST"])
@acting_staff
def unit_return(request: HttpRequest) -> HttpResponse:
    """Asks why, for one unit or many, and sends them back."""
    units = _ticked(request)
    form = ReturnForm(request.POST or None)
    if not form.is_valid():
        return _ask_why(request, units, form)
    send_back = partial(return_unit, by=request.user, **form.cleaned_data)
    try:
        returned = decide_all(units, send_back)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(LIST))
    sentence = f"退回了 {len(returned)} 家单位，已通知联系人。"
    return done(request, sentence, reverse(LIST))


def _ask_why(request: HttpRequest, units: list[HostUnit], form) -> HttpResponse:
    if not units:
        raise Http404
    return staff_render(
        request,
        "return.html",
        STAGE,
        {
            "form": form,
            "rows": [(unit.pk, unit.name, unit.contact_name) for unit in units],
            "noun": "家单位",
            "back": reverse(LIST),
        },
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "POST"])
@acting_staff
def unit_suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks why, and stops the unit from taking part until it is cleared."""
    unit = _get(request, pk)
    form = SuspendForm(request.POST or None)
    here = reverse(DETAIL, args=[pk])
    if not form.is_valid():
        policies.require(policies.can_review_unit(request.user, unit))
        return staff_render(
            request,
            "ask.html",
            STAGE,
            {
                "title": f"暂停：{unit.name}",
                "effects": [
                    "暂停期间不能报新岗位，待审的岗位也不能发布。随时可以恢复。"
                ],
                "form": form,
                "action": "暂停这家单位",
                "back": here,
            },
            status=422 if form.is_bound else 200,
        )
    try:
        suspend_unit(unit, by=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=here)
    return done(request, f"暂停了{unit.name}。", here)


@require_POST
@acting_staff
def unit_resume(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _get(request, pk)
    here = reverse(DETAIL, args=[pk])
    try:
        resume_unit(unit, by=request.user)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=here)
    return done(request, f"恢复了{unit.name}。", here)


def _get(request: HttpRequest, pk: int) -> HostUnit:
    units = HostUnit.objects.for_staff(request.user).select_related(
        "township__parent", "managing_committee__division"
    )
    return get_object_or_404(units, pk=pk)


def _ticked(request: HttpRequest) -> list[HostUnit]:
    """The ticked units of this person's territory; 404 if one of them is not."""
    keys = lists.chosen_keys(request)
    units = HostUnit.objects.for_staff(request.user).filter(pk__in=keys)
    found = list(units.order_by("submitted_at", "id"))
    if len(found) != len(set(keys)):
        raise Http404
    return found
