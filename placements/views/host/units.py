"""The unit's own record: registering it, by oneself or by link, and handing it in."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from directory.models import Committee, Division
from placements.actions.units import (
    accept_invitation,
    edit_unit,
    hash_token,
    register_unit,
    submit_unit,
)
from placements.exceptions import RuleViolation
from placements.forms.host_unit import (
    AddMemberForm,
    RegisterUnitForm,
    UnitForm,
    record_of,
)
from placements.models import HostUnit, UnitInvitation, UnitMember
from placements.policies import is_administrator_of
from placements.states import TONES, UNIT_EDITABLE, UnitState
from placements.views.answers import done, refuse
from placements.views.host.membership import draw, for_my_unit, where
from placements.views.host.next_step import returned_because
from placements.views.season import current_season

REGISTERING = {
    "heading": "登记单位",
    "action": "登记单位",
    "hint": "存好还能改，下一步提交审核",
}
CORRECTING = {
    "heading": "改单位资料",
    "action": "存单位资料",
    "hint": "改了立刻生效，会留下记录",
}


@require_GET
@for_my_unit
def unit(request: SignedInRequest, unit: HostUnit) -> HttpResponse:
    return draw_unit(request, unit, AddMemberForm())


def draw_unit(
    request: SignedInRequest, unit: HostUnit, form: AddMemberForm, *, status: int = 200
) -> HttpResponse:
    """The record, who speaks for the unit, and the form for one more."""
    members = UnitMember.objects.live_at(timezone.now()).filter(unit=unit)
    context = {
        "members": members.select_related("user").order_by("-is_administrator", "id"),
        "may_hand_over": is_administrator_of(request.user, unit),
        "facts": _facts(unit),
        "tone": TONES.get(unit.state, ""),
        "is_editable": unit.state in UNIT_EDITABLE,
        "is_returned": unit.state == UnitState.RETURNED,
        "form": form,
        "why_returned": returned_because(unit.return_reasons, unit.return_note),
    }
    return draw(request, "unit", context, status=status)


def _facts(unit: HostUnit) -> list[tuple[str, str]]:
    return [
        ("类别", unit.get_kind_display()),
        ("信用代码", unit.credit_code or "没有填"),
        ("归谁管", unit.managing_committee.short_name),
        ("地址", f"{where(unit.township)} {unit.address}".strip()),
        ("联系人", f"{unit.contact_name} {unit.contact_title}".strip()),
        ("电话", unit.contact_phone),
        ("简介", unit.introduction or "没有填"),
    ]


@require_http_methods(["GET", "POST"])
def unit_register(request: SignedInRequest) -> HttpResponse:
    form = RegisterUnitForm(
        request.POST or None,
        initial=_initial(request),
        committees=Committee.objects.select_related("division").order_by("division"),
        townships=_townships(),
    )
    if request.method == "GET":
        return _draw_form(request, form)
    if not form.is_valid():
        return _draw_form(request, form, status=422)
    try:
        unit = register_unit(by=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return _draw_form(request, form, status=409)
    return done(request, f"{unit.name}登记好了。", "placements:host-unit")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link a committee sent. Looking at it uses nothing up."""
    found = (
        UnitInvitation.objects.filter(token_hash=hash_token(token))
        .select_related("committee__division", "unit")
        .first()
    )
    if found is None:
        return _draw_invitation(request, None, "dead", status=404)
    if not found.is_open_at(timezone.now()):
        return _draw_invitation(request, found, "over", status=410)
    if not request.user.is_authenticated:
        return _draw_invitation(request, found, "open")
    return _register_invited(cast(SignedInRequest, request), found)


def _register_invited(
    request: SignedInRequest, invitation: UnitInvitation
) -> HttpResponse:
    form = UnitForm(
        request.POST or None,
        initial=_initial(request) | {"name": invitation.unit_name},
        townships=_townships(invitation.committee),
    )
    context = {"invitation": invitation}
    if request.method == "GET":
        return _draw_form(request, form, context)
    if not form.is_valid():
        return _draw_form(request, form, context, status=422)
    try:
        unit = accept_invitation(
            invitation, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return _draw_form(request, form, context, status=409)
    return done(request, f"{unit.name}登记好了。", "placements:host-unit")


def _draw_invitation(
    request: HttpRequest, found: UnitInvitation | None, page: str, *, status: int = 200
) -> HttpResponse:
    mine = bool(found and found.used_by_id and found.used_by_id == request.user.pk)
    context = {
        "season": current_season(request),
        "invitation": found,
        "is_mine": mine,
        "here": request.path,
    }
    template = f"placements/host/invitation_{page}.html"
    return render(request, template, context, status=status)


@require_http_methods(["GET", "POST"])
@for_my_unit
def unit_edit(request: SignedInRequest, unit: HostUnit) -> HttpResponse:
    form = UnitForm(
        request.POST or None,
        initial=record_of(unit),
        townships=_townships(unit.managing_committee),
    )
    if request.method == "GET":
        return _draw_form(request, form, CORRECTING)
    if not form.is_valid():
        return _draw_form(request, form, CORRECTING, status=422)
    try:
        edit_unit(unit, by=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return _draw_form(request, form, CORRECTING, status=409)
    return done(request, "单位资料改好了。", "placements:host-unit")


def _townships(committee: Committee | None = None):
    """Where the committee's units may lie; anywhere for the city's own."""
    towns = Division.objects.townships().select_related("parent")
    if committee is None or committee.is_city:
        return towns
    return towns.filter(parent=committee.division_id)


def _initial(request: SignedInRequest) -> dict[str, str]:
    return {"contact_name": request.user.name, "contact_phone": request.user.phone}


def _draw_form(
    request: SignedInRequest,
    form: UnitForm,
    context: dict | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "invitation": None, **REGISTERING} | (context or {})
    return draw(request, "unit_form", context, status=status)


@require_POST
@for_my_unit
def unit_submit(request: SignedInRequest, unit: HostUnit) -> HttpResponse:
    try:
        submit_unit(unit, by=request.user)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse("placements:host-unit"))
    committee = unit.managing_committee.short_name
    return done(
        request, f"交给{committee}了，有结果发消息告诉你。", "placements:host-home"
    )
