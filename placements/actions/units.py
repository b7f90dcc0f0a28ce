"""Everything that can happen to a host unit. Who speaks for it: ``members``."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import record
from directory.models import Committee, Division, DivisionLevel
from placements import notifications, policies
from placements.actions.moves import take_move
from placements.actions.returns import require_reasons
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
    fields.setdefault("contact_name", by.name or name)
    fields.setdefault("contact_phone", by.phone)
    unit = HostUnit(
        name=name,
        kind=kind,
        managing_committee=committee,
        township=township,
        **fields,
    )
    _require_place_of(committee, township)
    _save_unit(unit)
    UnitMember.objects.create(unit=unit, user=by, is_administrator=True)
    _name_the_contact(unit, by)
    record("unit.register", subject=unit, by=by, name=name)
    return unit


def _name_the_contact(unit: HostUnit, by) -> None:
    """Whoever gave their own number as the contact's has also told us their name."""
    if not by.name and unit.contact_phone == by.phone:
        by.name = unit.contact_name
        by.save(update_fields=["name"])


def _require_place_of(committee: Committee, township: Division) -> None:
    """A district's unit lies in that district; the city's own lie anywhere."""
    if township.level != DivisionLevel.TOWNSHIP:
        raise RuleViolation("地址要选到乡镇街道。")
    if not committee.is_city and township.parent_id != committee.division_id:
        raise RuleViolation(f"{township.name}不归{committee.short_name}管，重选一个。")


def _save_unit(unit: HostUnit, fields: tuple[str, ...] | None = None) -> None:
    """Name and credit code belong to one unit; the database decides between two."""
    try:
        with transaction.atomic():
            unit.save(update_fields=fields)
    except IntegrityError as refusal:
        if "credit_code_belongs_to_one_unit" in str(refusal):
            taken = f"统一社会信用代码 {unit.credit_code} "
        elif "placements_hostunit_name" in str(refusal):
            taken = f"“{unit.name}”"
        else:
            raise
        raise RuleViolation(
            f"{taken}已经登记过。请它的负责人把你加为联系人，或者打团委电话。"
        ) from refusal


@transaction.atomic
def edit_unit(unit: HostUnit, *, by, **fields) -> HostUnit:
    """Correct the unit's record; an approved unit stays approved."""
    unit = HostUnit.objects.locked().get(pk=unit.pk)
    policies.require(policies.can_edit_unit(by, unit))
    if unit.state not in UNIT_EDITABLE:
        raise RuleViolation(
            f"单位现在是“{unit.get_state_display()}”，不能改。急着改就打团委电话。"
        )
    changed = {
        name: [str(getattr(unit, name)), str(value)]
        for name, value in fields.items()
        if name in RECORD_FIELDS and getattr(unit, name) != value
    }
    if not changed:
        return unit
    for name in changed:
        setattr(unit, name, fields[name])
    _require_place_of(unit.managing_committee, unit.township)
    _save_unit(unit, tuple(changed))
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
    require_reasons(reasons, note)
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
    if not note.strip():
        raise RuleViolation("暂停要写明原因，单位会看到。")
    take_move(unit, "suspend", by=by, note=note)
    notifications.tell_unit_suspended(unit, note)
    return unit


@transaction.atomic
def resume_unit(unit: HostUnit, *, by) -> HostUnit:
    """Let a suspended unit take part again."""
    unit = _for_review(unit, by)
    take_move(unit, "resume", by=by)
    notifications.tell_unit_resumed(unit)
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
