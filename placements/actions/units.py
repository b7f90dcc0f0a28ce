"""Everything that can happen to a host unit and to the people who speak for it."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.models import record
from directory.models import Committee, Division
from placements import notifications, policies
from placements.actions.moves import take_move
from placements.exceptions import RuleViolation
from placements.models import (
    KINDS_WITHOUT_CODE,
    HostUnit,
    UnitInvitation,
    UnitKind,
    UnitMember,
)
from placements.states import UNIT_EDITABLE

INVITATION_DAYS = 14
RECORD_FIELDS = (
    "name",
    "kind",
    "credit_code",
    "township",
    "address",
    "contact_name",
    "contact_title",
    "contact_phone",
    "introduction",
)


@transaction.atomic
def register_unit(
    *, by, name: str, kind: str, committee: Committee, township: Division, **fields
) -> HostUnit:
    """A person registers the unit they speak for; they become its administrator."""
    if HostUnit.objects.filter(name=name).exists():
        raise RuleViolation(
            f"“{name}”已经登记过。请它的负责人把你加为联系人，或者打团委电话。"
        )
    fields.setdefault("contact_name", by.name or name)
    fields.setdefault("contact_phone", by.phone)
    unit = HostUnit(
        name=name,
        kind=kind,
        managing_committee=committee,
        township=township,
        **fields,
    )
    unit.save()
    UnitMember.objects.create(unit=unit, user=by, is_administrator=True)
    record("unit.register", subject=unit, by=by, name=name)
    return unit


@transaction.atomic
def edit_unit(unit: HostUnit, *, by, **fields) -> HostUnit:
    """Correct the unit's record; an approved unit stays approved."""
    unit = HostUnit.objects.locked().get(pk=unit.pk)
    policies.require(policies.can_edit_unit(by, unit))
    if unit.state not in UNIT_EDITABLE:
        raise RuleViolation("正在审核，先等结果；急着改就打团委电话。")
    changed = {
        name: [str(getattr(unit, name)), str(value)]
        for name, value in fields.items()
        if name in RECORD_FIELDS and getattr(unit, name) != value
    }
    for name in changed:
        setattr(unit, name, fields[name])
    unit.save(update_fields=list(changed))
    record("unit.edit", subject=unit, by=by, changed=changed)
    return unit


@transaction.atomic
def submit_unit(unit: HostUnit, *, by) -> HostUnit:
    """Hand the unit's record to its territory's staff for approval."""
    unit = HostUnit.objects.locked().get(pk=unit.pk)
    policies.require(policies.can_edit_unit(by, unit))
    unit.submitted_at = timezone.now()
    take_move(unit, "submit", by=by, fields=("submitted_at",))
    if not unit.credit_code and UnitKind(unit.kind) not in KINDS_WITHOUT_CODE:
        raise RuleViolation("还差统一社会信用代码，补上再提交。")
    return unit


@transaction.atomic
def approve_unit(unit: HostUnit, *, by) -> HostUnit:
    """Its own territory's staff let the unit take part."""
    unit = _for_review(unit, by)
    unit.approved_at = timezone.now()
    unit.return_reasons, unit.return_note = [], ""
    take_move(
        unit,
        "approve",
        by=by,
        fields=("approved_at", "return_reasons", "return_note"),
    )
    notifications.tell_unit_approved(unit)
    return unit


@transaction.atomic
def return_unit(unit: HostUnit, *, by, reasons: list[str], note: str = "") -> HostUnit:
    """Send the record back with coded reasons and a text that says what to do."""
    unit = _for_review(unit, by)
    unit.return_reasons, unit.return_note = reasons, note
    take_move(
        unit,
        "return",
        by=by,
        fields=("return_reasons", "return_note"),
        reasons=reasons,
        note=note,
    )
    notifications.tell_unit_returned(unit)
    return unit


@transaction.atomic
def suspend_unit(unit: HostUnit, *, by, note: str) -> HostUnit:
    """Stop a unit from taking part until it is cleared."""
    unit = _for_review(unit, by)
    take_move(unit, "suspend", by=by, note=note)
    return unit


@transaction.atomic
def resume_unit(unit: HostUnit, *, by) -> HostUnit:
    unit = _for_review(unit, by)
    take_move(unit, "resume", by=by)
    return unit


def _for_review(unit: HostUnit, by) -> HostUnit:
    unit = HostUnit.objects.locked().get(pk=unit.pk)
    policies.require(policies.can_review_unit(by, unit))
    return unit


@transaction.atomic
def invite_unit(
    *, by, committee: Committee, unit_name: str = "", phone: str = ""
) -> tuple[UnitInvitation, str]:
    """Make a link that lets somebody register a unit. Returns it with its token.

    Only the token's digest is stored: reading the table opens no door.
    """
    policies.require(policies.can_invite_unit(by, committee.pk))
    token = secrets.token_urlsafe(24)
    invitation = UnitInvitation.objects.create(
        token_hash=hash_token(token),
        committee=committee,
        unit_name=unit_name,
        phone=phone,
        created_by=by,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    record("unit.invite", subject=invitation, by=by, unit_name=unit_name)
    return invitation, token


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def accept_invitation(
    invitation: UnitInvitation, *, by, now: datetime, **unit_fields
) -> HostUnit:
    """Register the invited unit and use the link up, both or neither."""
    invitation = UnitInvitation.objects.select_for_update(
        of=("self",), no_key=True
    ).get(pk=invitation.pk)
    if not invitation.is_open_at(now):
        raise RuleViolation("这个链接过期或用过了。打团委电话要一个新的。")
    unit = register_unit(by=by, committee=invitation.committee, **unit_fields)
    invitation.used_at, invitation.used_by, invitation.unit = now, by, unit
    invitation.save(update_fields=["used_at", "used_by", "unit"])
    return unit


@transaction.atomic
def add_member(
    unit: HostUnit, *, by, phone: str, name: str = "", title: str = ""
) -> UnitMember:
    """Let another person speak for the unit; they sign in with that number."""
    unit = HostUnit.objects.locked().get(pk=unit.pk)
    policies.require(policies.can_hand_over_unit(by, unit))
    user = contact_account(phone, name)
    if unit.members.filter(user=user, valid_until=None).exists():
        raise RuleViolation("这个手机号已经是联系人。")
    member = UnitMember.objects.create(unit=unit, user=user, title=title, granted_by=by)
    record("unit.add_member", subject=unit, by=by, member=user.pk)
    return member


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
    if member.is_administrator:
        raise RuleViolation("先把负责人交给别人，再移除自己。")
    member.valid_until = now
    member.save(update_fields=["valid_until"])
    record("unit.end_membership", subject=unit, by=by, member=member.user_id)
    return member
