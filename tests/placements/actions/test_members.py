"""Who speaks for a unit; and that the database never lets one be without a head."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from notices.models import Notice
from placements.actions.members import add_member, end_membership, hand_over_unit
from placements.exceptions import RuleViolation
from placements.models import UnitMember
from tests.factories import HostUnitFactory, UserFactory, county_staff, host_of
from tests.races import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return HostUnitFactory()


@pytest.fixture
def head(unit):
    return host_of(unit)


@pytest.fixture
def colleague(unit, head):
    user = UserFactory(name="赵同事")
    return UnitMember.objects.create(unit=unit, user=user)


def check_now() -> None:
    """What the commit would check."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def heads(unit) -> list[User]:
    members = UnitMember.objects.filter(unit=unit, is_administrator=True)
    return [member.user for member in members.order_by("id").select_related("user")]


def test_a_number_nobody_has_used_becomes_an_account_without_a_password(unit, head):
    member = add_member(unit, by=head, phone="13700000001", name="钱新人", title="干事")

    user = User.objects.get(phone="13700000001")
    assert (member.user, member.title, user.name) == (user, "干事", "钱新人")
    assert not user.has_usable_password()
    assert user.phone_verified_at is None
    assert Notice.objects.get().recipient == user
    assert Event.objects.get().name == "unit.add_member"


def test_an_existing_account_is_added_by_its_own_name(unit, head):
    known = UserFactory(name="孙老人")

    assert add_member(unit, by=head, phone=known.phone, name="孙老人").user == known


def test_adding_a_number_does_not_tell_whose_it_is(unit, head):
    known = UserFactory(name="孙老人")

    with pytest.raises(RuleViolation, match="别的姓名") as refusal:
        add_member(unit, by=head, phone=known.phone, name="别的名字")

    assert "孙" not in str(refusal.value)
    assert not unit.members.filter(user=known).exists()


def test_nobody_is_added_twice(unit, head, colleague):
    with pytest.raises(RuleViolation, match="已经是联系人"):
        add_member(unit, by=head, phone=colleague.user.phone)


def test_who_left_may_be_added_again(unit, head, colleague):
    end_membership(colleague, by=head, now=timezone.now())

    again = add_member(unit, by=head, phone=colleague.user.phone)

    assert again.pk != colleague.pk


def test_a_hand_over_leaves_one_administrator(unit, head, colleague):
    hand_over_unit(unit, by=head, to=colleague)

    check_now()
    assert heads(unit) == [colleague.user]
    assert Event.objects.get().data == {"to": colleague.user_id}


def test_a_unit_is_not_handed_to_somebody_of_another_unit(unit, head):
    other = HostUnitFactory()
    host_of(other)

    with pytest.raises(RuleViolation, match="已经不是联系人"):
        hand_over_unit(unit, by=head, to=other.members.get())

    assert heads(unit) == [head]


def test_ending_a_membership_keeps_its_row(unit, head, colleague):
    now = timezone.now()

    end_membership(colleague, by=head, now=now)

    colleague.refresh_from_db()
    assert colleague.valid_until == now


def test_a_membership_ends_once(unit, head, colleague):
    end_membership(colleague, by=head, now=timezone.now())

    with pytest.raises(RuleViolation, match="已经不是联系人"):
        end_membership(colleague, by=head, now=timezone.now())


def test_the_administrator_hands_over_before_leaving(unit, head):
    with pytest.raises(RuleViolation, match="先把负责人交给别人"):
        end_membership(unit.members.get(), by=head, now=timezone.now())


def test_only_the_administrator_changes_who_speaks_for_the_unit(unit, head, colleague):
    for other in (colleague.user, host_of(HostUnitFactory()), county_staff()):
        with pytest.raises(PermissionDenied):
            add_member(unit, by=other, phone="13700000001")
        with pytest.raises(PermissionDenied):
            hand_over_unit(unit, by=other, to=colleague)
        with pytest.raises(PermissionDenied):
            end_membership(colleague, by=other, now=timezone.now())

    assert not Event.objects.exists()


def test_the_database_refuses_a_unit_without_an_administrator(unit, head, colleague):
    for change in ({"is_administrator": False}, {"valid_until": timezone.now()}):
        with transaction.atomic():
            UnitMember.objects.filter(user=head).update(**change)
            with pytest.raises(IntegrityError, match="without an administrator"):
                check_now()
            transaction.set_rollback(True)


def test_the_database_refuses_to_delete_the_administrator(unit, head, colleague):
    with transaction.atomic():
        UnitMember.objects.filter(user=head).delete()
        with pytest.raises(IntegrityError, match="without an administrator"):
            check_now()
        transaction.set_rollback(True)


def test_the_database_checks_at_the_end_so_that_two_rows_may_swap(
    unit, head, colleague
):
    UnitMember.objects.filter(user=head).update(is_administrator=False)
    UnitMember.objects.filter(pk=colleague.pk).update(is_administrator=True)

    check_now()

    assert heads(unit) == [colleague.user]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_hand_over_at_once_the_second_is_no_longer_the_head():
    unit = HostUnitFactory()
    head = host_of(unit)
    heirs = [UnitMember.objects.create(unit=unit, user=UserFactory()) for _ in "ab"]

    refusals = together(
        lambda: hand_over_unit(unit, by=head, to=heirs[0]),
        lambda: hand_over_unit(unit, by=head, to=heirs[1]),
        refused=PermissionDenied,
    )

    assert len(refusals) == 1
    assert heads(unit) == [heirs[0].user]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_who_is_let_go_at_the_same_time_does_not_become_the_head():
    unit = HostUnitFactory()
    head = host_of(unit)
    heir = UnitMember.objects.create(unit=unit, user=UserFactory())

    refusals = together(
        lambda: end_membership(heir, by=head, now=timezone.now()),
        lambda: hand_over_unit(unit, by=head, to=heir),
        refused=RuleViolation,
    )

    assert len(refusals) == 1
    assert heads(unit) == [head]
