"""Who speaks for a unit: adding a contact, handing over, letting go."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from audit.models import record
from placements import notifications, policies
from placements.exceptions import RuleViolation
from placements.models import HostUnit, UnitMember


@transaction.atomic
def add_member(
    unit: HostUnit, *, by, phone: str, name: str = "", title: str = ""
) -> UnitMember:
    """Let another person speak for the unit; they sign in with that number."""
    unit = HostUnit.objects.locked().get(pk=unit.pk)
    policies.require(policies.can_hand_over_unit(by, unit))
    user = contact_account(phone, name)
    _require_known_by_name(user, name)
    if unit.members.filter(user=user, valid_until=None).exists():
        raise RuleViolation("这个手机号已经是联系人。")
    member = UnitMember.objects.create(unit=unit, user=user, title=title, granted_by=by)
    record("unit.add_member", subject=unit, by=by, member=user.pk)
    notifications.tell_new_member(member)
    return member


def _require_known_by_name(user: User, name: str) -> None:
    """Otherwise any number could be added to learn whose it is."""
    if name and user.name and user.name.split() != name.split():
        raise RuleViolation("这个手机号登记的是别的姓名。核对号码和姓名，再添加。")


def contact_account(phone: str, name: str = "") -> User:
    """The account of that number, made without a usable password when it is new."""
    user, _ = User.objects.get_or_create(
        phone=phone, defaults={"name": name, "password": make_password(None)}
    )
    return user


@transaction.atomic
def hand_over_unit(unit: HostUnit, *, by, to: UnitMember) -> UnitMember:
    """Make another contact the administrator. A unit is never without one."""
    unit = HostUnit.objects.locked().get(pk=unit.pk)
    policies.require(policies.can_hand_over_unit(by, unit))
    members = UnitMember.objects.locked().filter(unit=unit, valid_until=None)
    heir = members.filter(pk=to.pk).order_by("pk").first()
    if heir is None:
        raise RuleViolation("这个人已经不是联系人了。")
    for member in members.filter(is_administrator=True).order_by("pk"):
        member.is_administrator = False
        member.save(update_fields=["is_administrator"])
    heir.is_administrator = True
    heir.save(update_fields=["is_administrator"])
    record("unit.hand_over", subject=unit, by=by, to=heir.user_id)
    return heir


@transaction.atomic
def end_membership(member: UnitMember, *, by, now: datetime) -> UnitMember:
    """Somebody no longer speaks for the unit."""
    unit = HostUnit.objects.locked().get(pk=member.unit_id)
    policies.require(policies.can_hand_over_unit(by, unit))
    member = UnitMember.objects.locked().get(pk=member.pk)
    if member.valid_until is not None:
        raise RuleViolation("这个人已经不是联系人了。")
    if member.is_administrator:
        raise RuleViolation("先把负责人交给别人，再移除自己。")
    member.valid_until = now
    member.save(update_fields=["valid_until"])
    record("unit.end_membership", subject=unit, by=by, member=member.user_id)
    return member
