"""Who speaks for the unit: adding, handing over, and letting go."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import SignedInRequest
from placements.actions.members import (
    add_member,
    end_membership,
    hand_over_unit,
)
from placements.exceptions import RuleViolation
from placements.forms.host_unit import AddMemberForm
from placements.models import HostUnit, UnitMember
from placements.views.answers import done, refuse
from placements.views.host.membership import draw, for_my_unit
from placements.views.host.units import draw_unit

BACK = "placements:host-unit"


@require_POST
@for_my_unit
def member_add(request: SignedInRequest, unit: HostUnit) -> HttpResponse:
    form = AddMemberForm(request.POST)
    if not form.is_valid():
        return draw_unit(request, unit, form, status=422)
    try:
        member = add_member(unit, by=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return draw_unit(request, unit, form, status=409)
    return done(request, f"{member.user}可以用手机号登录了。", BACK)


@require_http_methods(["GET", "POST"])
@for_my_unit
def member_hand_over(request: SignedInRequest, unit: HostUnit, pk: int) -> HttpResponse:
    """A page that asks, then the hand-over."""
    member = _member(unit, pk)
    if request.method == "GET":
        return draw(request, "member_hand_over", {"member": member})
    try:
        hand_over_unit(unit, by=request.user, to=member)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(BACK))
    return done(request, f"{member.user}现在是负责人。", BACK)


@require_http_methods(["GET", "POST"])
@for_my_unit
def member_end(request: SignedInRequest, unit: HostUnit, pk: int) -> HttpResponse:
    """A page that asks, then the end of the membership."""
    member = _member(unit, pk)
    if request.method == "GET":
        return draw(request, "member_end", {"member": member})
    try:
        end_membership(member, by=request.user, now=timezone.now())
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(BACK))
    return done(request, f"{member.user}不再是联系人。", BACK)


def _member(unit: HostUnit, pk: int) -> UnitMember:
    members = UnitMember.objects.filter(unit=unit).select_related("user", "unit")
    return get_object_or_404(members, pk=pk)
