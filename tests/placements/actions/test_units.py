"""What happens to a unit: registering, reviewing, inviting."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.models import Event
from directory.models import Division
from notices.models import Notice
from placements.actions.units import (
    accept_invitation,
    approve_unit,
    edit_unit,
    hash_token,
    invite_unit,
    register_unit,
    resume_unit,
    return_unit,
    submit_unit,
    suspend_unit,
)
from placements.exceptions import IllegalMove, RuleViolation
from placements.models import HostUnit, UnitInvitation, UnitKind, UnitMember
from placements.states import UnitState
from tests.factories import (
    HostUnitFactory,
    UserFactory,
    city,
    city_staff,
    committee,
    county_staff,
    host_of,
    reader,
)

pytestmark = pytest.mark.django_db

CODE = "91310000775785552L"


def township(code: str = "140321100") -> Division:
    return Division.objects.get(code=code)


def record(**changed) -> dict:
    """What somebody types about a unit of 平定县."""
    return {
        "name": "冠山社区",
        "kind": UnitKind.COMMUNITY,
        "committee": committee(),
        "township": township(),
    } | changed


def events() -> list[str]:
    return list(Event.objects.order_by("id").values_list("name", flat=True))


@pytest.fixture
def unit():
    return HostUnitFactory(state=UnitState.DRAFT)


@pytest.fixture
def submitted():
    return HostUnitFactory(state=UnitState.SUBMITTED)


def test_who_registers_a_unit_becomes_its_administrator():
    person = UserFactory(name="李联系")

    unit = register_unit(by=person, **record())

    member = UnitMember.objects.get(unit=unit)
    assert (member.user, member.is_administrator) == (person, True)
    assert (unit.state, unit.managing_committee) == (UnitState.DRAFT, committee())
    assert (unit.contact_name, unit.contact_phone) == ("李联系", person.phone)
    assert events() == ["unit.register"]


def test_a_contact_is_called_what_they_wrote_beside_their_own_number():
    new, known = UserFactory(name=""), UserFactory(name="李工")
    colleague = UserFactory(name="")

    register_unit(by=new, contact_name="赵联系", **record(contact_phone=new.phone))
    register_unit(by=known, contact_name="李联系", **record(name="天津路社区"))
    register_unit(
        by=colleague,
        contact_name="孙主任",
        **record(name="赛鱼社区", contact_phone=new.phone),
    )

    assert [person.name for person in (new, known, colleague)] == ["赵联系", "李工", ""]


def test_a_name_is_registered_once():
    HostUnitFactory(name="冠山社区")

    with pytest.raises(RuleViolation, match="“冠山社区”已经登记过"):
        register_unit(by=UserFactory(), **record())

    assert not UnitMember.objects.exists()


def test_a_credit_code_belongs_to_one_unit():
    HostUnitFactory(credit_code=CODE)

    with pytest.raises(RuleViolation, match=f"{CODE} 已经登记过"):
        register_unit(by=UserFactory(), **record(credit_code=CODE))


def test_a_county_takes_no_unit_of_another_county():
    with pytest.raises(RuleViolation, match="上站街道不归团平定县委管"):
        register_unit(by=UserFactory(), **record(township=township("140302001")))

    assert not HostUnit.objects.exists()


def test_the_citys_own_units_lie_anywhere():
    elsewhere = record(committee=city(), township=township("140302001"))

    assert register_unit(by=UserFactory(), **elsewhere).managing_committee == city()


def test_a_district_is_no_address():
    with pytest.raises(RuleViolation, match="乡镇街道"):
        register_unit(by=UserFactory(), **record(township=township("140321")))


def test_a_correction_says_what_it_changed(unit):
    edited = edit_unit(unit, by=host_of(unit), address="冠山路 8 号", kind=unit.kind)

    unit.refresh_from_db()
    assert edited.address == unit.address == "冠山路 8 号"
    assert Event.objects.get().data == {"changed": {"address": ["", "冠山路 8 号"]}}


def test_a_correction_that_corrects_nothing_leaves_no_trace(unit):
    edit_unit(unit, by=host_of(unit), name=unit.name)

    assert not Event.objects.exists()


def test_a_correction_never_changes_the_state(unit):
    edit_unit(unit, by=host_of(unit), state=UnitState.APPROVED)

    unit.refresh_from_db()
    assert unit.state == UnitState.DRAFT


def test_a_unit_may_not_take_the_name_of_another(unit):
    HostUnitFactory(name="另一家")

    with pytest.raises(RuleViolation, match="已经登记过"):
        edit_unit(unit, by=host_of(unit), name="另一家")


def test_a_unit_may_not_move_out_of_its_county(unit):
    with pytest.raises(RuleViolation, match="不归团平定县委管"):
        edit_unit(unit, by=host_of(unit), township=township("140302001"))


@pytest.mark.parametrize("state", [UnitState.SUBMITTED, UnitState.SUSPENDED])
def test_what_is_being_judged_may_not_be_edited(state):
    unit = HostUnitFactory(state=state)

    with pytest.raises(RuleViolation, match=f"“{state.label}”，不能改"):
        edit_unit(unit, by=host_of(unit), address="冠山路 8 号")


@pytest.mark.parametrize("act", [edit_unit, submit_unit])
def test_nobody_else_edits_or_submits_a_unit(unit, act):
    for stranger in (host_of(HostUnitFactory()), county_staff(), UserFactory()):
        with pytest.raises(PermissionDenied):
            act(unit, by=stranger)

    assert not Event.objects.exists()


def test_a_contact_hands_the_record_in(unit):
    submit_unit(unit, by=host_of(unit))

    unit.refresh_from_db()
    assert (unit.state, unit.submitted_at is not None) == (UnitState.SUBMITTED, True)
    assert events() == ["unit.submit"]


def test_an_office_needs_its_credit_code_to_submit():
    unit = HostUnitFactory(state=UnitState.DRAFT, kind=UnitKind.PARTY_GOVERNMENT)

    with pytest.raises(RuleViolation, match="统一社会信用代码"):
        submit_unit(unit, by=host_of(unit))

    unit.refresh_from_db()
    assert unit.state == UnitState.DRAFT


def test_an_approved_unit_is_not_submitted_again():
    unit = HostUnitFactory()

    with pytest.raises(IllegalMove):
        submit_unit(unit, by=host_of(unit))


def test_approving_is_told_to_the_contacts(submitted):
    host = host_of(submitted)

    approve_unit(submitted, by=county_staff())

    submitted.refresh_from_db()
    assert submitted.state == UnitState.APPROVED
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (host, "unit.approved")
    assert events() == ["unit.approve"]


def test_a_return_says_why(submitted):
    host_of(submitted)

    return_unit(submitted, by=city_staff(), reasons=["INCOMPLETE"], note="写明地址。")

    submitted.refresh_from_db()
    assert submitted.state == UnitState.RETURNED
    assert submitted.return_reasons == ["INCOMPLETE"]
    assert "内容不全。写明地址。" in Notice.objects.get().text


@pytest.mark.parametrize(
    ("reasons", "note", "sentence"),
    [([], "写明地址。", "至少一个原因"), (["OTHER"], " ", "写明改什么")],
)
def test_a_return_without_a_reason_is_refused(submitted, reasons, note, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        return_unit(submitted, by=county_staff(), reasons=reasons, note=note)


def test_a_suspension_and_its_end_are_told_to_the_contacts():
    unit = HostUnitFactory()
    host_of(unit)
    staff = county_staff()

    suspend_unit(unit, by=staff, note="接到投诉")
    resume_unit(unit, by=staff)

    unit.refresh_from_db()
    assert unit.state == UnitState.APPROVED
    assert events() == ["unit.suspend", "unit.resume"]
    kinds = Notice.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["unit.suspended", "unit.resumed"]


def test_a_suspension_needs_its_reason():
    with pytest.raises(RuleViolation, match="写明原因"):
        suspend_unit(HostUnitFactory(), by=county_staff(), note=" ")


@pytest.mark.parametrize(
    ("act", "more"),
    [
        (approve_unit, {}),
        (return_unit, {"reasons": ["OTHER"], "note": "改。"}),
        (suspend_unit, {"note": "接到投诉"}),
        (resume_unit, {}),
    ],
)
def test_only_its_own_territorys_staff_judge_a_unit(submitted, act, more):
    for other in (county_staff("团盂县委"), reader(), host_of(submitted)):
        with pytest.raises(PermissionDenied):
            act(submitted, by=other, **more)

    assert not Event.objects.exists()


def test_staff_do_not_approve_the_unit_they_speak_for(submitted):
    staff = county_staff()
    UnitMember.objects.create(unit=submitted, user=staff, is_administrator=True)

    with pytest.raises(PermissionDenied):
        approve_unit(submitted, by=staff)


def test_an_invitation_keeps_only_the_digest_of_its_link():
    invitation, token = invite_unit(by=county_staff(), committee=committee())

    assert invitation.token_hash == hash_token(token)
    assert token not in str(vars(invitation))
    assert invitation.is_open_at(timezone.now() + timedelta(days=13))
    assert not invitation.is_open_at(timezone.now() + timedelta(days=15))


def test_staff_invite_into_their_own_territory_only():
    for other in (county_staff("团盂县委"), reader(), UserFactory()):
        with pytest.raises(PermissionDenied):
            invite_unit(by=other, committee=committee())

    assert not UnitInvitation.objects.exists()


def test_an_invited_unit_belongs_to_the_committee_that_invited_it():
    invitation, _ = invite_unit(by=county_staff(), committee=committee())
    typed = record()
    del typed["committee"]
    person = UserFactory()

    unit = accept_invitation(invitation, by=person, now=timezone.now(), **typed)

    invitation.refresh_from_db()
    assert unit.managing_committee == committee()
    assert (invitation.used_by, invitation.unit) == (person, unit)


def test_a_link_is_used_once():
    invitation, _ = invite_unit(by=county_staff(), committee=committee())
    typed = record()
    del typed["committee"]
    accept_invitation(invitation, by=UserFactory(), now=timezone.now(), **typed)

    with pytest.raises(RuleViolation, match="过期或用过了"):
        accept_invitation(
            invitation,
            by=UserFactory(),
            now=timezone.now(),
            **(typed | {"name": "冠山二社区"}),
        )

    assert HostUnit.objects.get().name == "冠山社区"


def test_a_refused_registration_leaves_the_link_usable():
    HostUnitFactory(name="冠山社区")
    invitation, _ = invite_unit(by=county_staff(), committee=committee())
    typed = record()
    del typed["committee"]

    with pytest.raises(RuleViolation):
        accept_invitation(invitation, by=UserFactory(), now=timezone.now(), **typed)

    invitation.refresh_from_db()
    assert invitation.is_open_at(timezone.now())


def test_an_expired_link_registers_nothing():
    invitation, _ = invite_unit(by=county_staff(), committee=committee())
    typed = record()
    del typed["committee"]
    later = timezone.now() + timedelta(days=15)

    with pytest.raises(RuleViolation, match="过期或用过了"):
        accept_invitation(invitation, by=UserFactory(), now=later, **typed)

    assert not HostUnit.objects.exists()
