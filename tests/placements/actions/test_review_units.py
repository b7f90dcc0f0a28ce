"""Reviewing units: approve, return, suspend, resume, invite; for one and for many."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.models import Event
from directory.models import Division
from notices.models import Notice
from placements.actions.bulk import decide_all
from placements.actions.units import (
    accept_invitation,
    approve_unit,
    hash_token,
    invite_unit,
    resume_unit,
    return_unit,
    suspend_unit,
)
from placements.exceptions import IllegalMove, RuleViolation
from placements.models import HostUnit, ReturnReason, UnitInvitation
from tests.factories import (
    GrantFactory,
    HostUnitFactory,
    committee,
    county_staff,
    host_of,
    reader,
    student,
)
from tests.races import together

pytestmark = pytest.mark.django_db
State = HostUnit.State
send_back = partial(return_unit, reasons=["UNCLEAR"], note="写全称")
suspend = partial(suspend_unit, note="没有导师")


@pytest.fixture
def unit():
    return HostUnitFactory(state=State.SUBMITTED, return_note="旧的")


@pytest.fixture
def county():
    return county_staff()


def test_approving_tells_the_contacts_and_forgets_old_remarks(unit, county):
    contact = host_of(unit)

    approved = approve_unit(unit, by=county)

    assert (approved.state, approved.return_note) == (State.APPROVED, "")
    assert approved.approved_at is not None
    assert Event.objects.get().name == "unit.approve"
    assert list(Notice.objects.values_list("recipient", "kind")) == [
        (contact.pk, "unit.approved")
    ]


def test_the_longest_remark_reaches_the_contacts_whole(county):
    unit = HostUnitFactory(state=State.SUBMITTED, name="平" * 60)
    host_of(unit)
    reasons = [code for code, _ in ReturnReason.choices]

    return_unit(unit, by=county, reasons=reasons, note="写" * 300)

    assert Notice.objects.get().text.endswith("写" * 300)


def test_returning_tells_the_contacts_why(unit, county):
    host_of(unit)

    returned = send_back(unit, by=county)

    assert (returned.state, returned.return_reasons) == (State.RETURNED, ["UNCLEAR"])
    assert Event.objects.get().data["note"] == "写全称"
    assert "写得不清楚。写全称" in Notice.objects.get().text


def test_suspending_and_resuming_are_written_down(county):
    unit = HostUnitFactory()

    assert suspend(unit, by=county).state == State.SUSPENDED
    assert resume_unit(unit, by=county).state == State.APPROVED
    names = Event.objects.order_by("id").values_list("name", flat=True)
    assert list(names) == ["unit.suspend", "unit.resume"]


def test_suspending_without_a_reason_is_refused(county):
    unit = HostUnitFactory()

    with pytest.raises(RuleViolation, match="写明原因"):
        suspend_unit(unit, by=county, note=" ")

    unit.refresh_from_db()
    assert unit.state == State.APPROVED


@pytest.mark.parametrize(
    ("decide", "state"),
    [
        (approve_unit, "APPROVED"),
        (approve_unit, "DRAFT"),
        (send_back, "RETURNED"),
        (suspend, "SUBMITTED"),
        (resume_unit, "APPROVED"),
    ],
)
def test_a_move_starts_only_where_the_table_says(county, decide, state):
    unit = HostUnitFactory(state=state)

    with pytest.raises(IllegalMove):
        decide(unit, by=county)

    assert not Event.objects.exists()


@pytest.mark.parametrize("decide", [approve_unit, send_back, suspend, resume_unit])
@pytest.mark.parametrize("who", [lambda: county_staff("团盂县委"), reader, student])
def test_strangers_to_the_territory_decide_nothing(unit, decide, who):
    with pytest.raises(PermissionDenied):
        decide(unit, by=who())

    assert not Event.objects.exists()


@pytest.mark.parametrize("decide", [approve_unit, send_back, suspend, resume_unit])
def test_who_speaks_for_the_unit_does_not_review_it(unit, decide):
    both = GrantFactory(user=host_of(unit)).user

    with pytest.raises(PermissionDenied):
        decide(unit, by=both)


def test_one_that_cannot_be_approved_stops_all_and_is_named(unit, county):
    stale = HostUnitFactory(name="平定县图书馆")

    with pytest.raises(IllegalMove, match="“平定县图书馆”没办成"):
        decide_all([unit, stale], partial(approve_unit, by=county))

    unit.refresh_from_db()
    assert unit.state == State.SUBMITTED
    assert not Event.objects.exists()


def test_an_invitation_keeps_only_the_digest_of_its_link(county):
    invitation, token = invite_unit(
        by=county, committee=committee(), unit_name="平定县博物馆"
    )

    stored = UnitInvitation.objects.get()
    assert stored == invitation
    assert stored.token_hash == hash_token(token)
    assert token not in (stored.token_hash, stored.unit_name)
    event = Event.objects.get()
    assert (event.name, event.committee_id) == ("unit.invite", committee().pk)


@pytest.mark.parametrize("who", [lambda: county_staff("团盂县委"), reader, student])
def test_nobody_invites_for_another_territory(who):
    with pytest.raises(PermissionDenied):
        invite_unit(by=who(), committee=committee())

    assert not UnitInvitation.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_link_opened_by_two_registers_one_unit():
    link, _ = invite_unit(by=county_staff(), committee=committee())
    record = {
        "kind": "COMMUNITY",
        "township": Division.objects.get(code="140321100"),
    }
    people = student(), student()

    def accept(name: str, by) -> HostUnit:
        now = timezone.now()
        return accept_invitation(link, by=by, now=now, name=name, **record)

    refusals = together(
        lambda: accept("第一社区", people[0]),
        lambda: accept("第二社区", people[1]),
        refused=RuleViolation,
    )

    assert len(refusals) == 1
    assert [unit.name for unit in HostUnit.objects.order_by("id")] == ["第一社区"]
