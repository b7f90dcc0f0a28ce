"""Grants: which territory, until when."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Role, RoleGrant, User
from accounts.roles import is_city_staff, is_staff_member, territory_of
from directory.models import Committee

pytestmark = pytest.mark.django_db


def grant(user, role, short_name, **more):
    committee = Committee.objects.get(short_name=short_name)
    RoleGrant.objects.create(user=user, role=role, committee=committee, **more)
    return committee.pk


@pytest.mark.parametrize(
    ("role", "short_name", "reads", "acts"),
    [
        (Role.CITY_STAFF, "团市委", True, True),
        (Role.READER, "团市委", True, False),
        (Role.COUNTY_STAFF, "团盂县委", False, False),
    ],
)
def test_the_city_is_everywhere_a_county_is_not(member, role, short_name, reads, acts):
    own = grant(member, role, short_name)
    other = Committee.objects.get(short_name="团平定县委").pk

    territory = territory_of(member)

    assert territory.exists
    assert (territory.can_read(other), territory.can_act_for(other)) == (reads, acts)
    assert territory.can_read(own)
    assert territory.home_committee_id == own
    assert is_city_staff(member) is acts


def test_a_reader_of_a_county_acts_nowhere(member):
    own = grant(member, Role.READER, "团盂县委")

    assert territory_of(member).can_read(own)
    assert not territory_of(member).can_act_for(own)


def test_a_student_has_no_territory(member):
    grant(member, Role.STUDENT, "团市委")

    assert not territory_of(member).exists
    assert not is_staff_member(member)
    assert not territory_of(AnonymousUser()).exists


@pytest.mark.parametrize(("starts", "ends"), [(-2, -1), (1, 2)])
def test_a_grant_that_is_over_or_not_begun_gives_nothing(member, starts, ends):
    now = timezone.now()
    grant(
        member,
        Role.CITY_STAFF,
        "团市委",
        valid_from=now + timedelta(days=starts),
        valid_until=now + timedelta(days=ends),
    )

    assert not territory_of(member).exists


def test_the_territory_is_read_once_per_request(member, django_assert_num_queries):
    grant(member, Role.COUNTY_STAFF, "团盂县委")

    with django_assert_num_queries(1):
        territory_of(member)
        territory_of(member)


def test_a_grant_ends_after_it_starts(member):
    now = timezone.now()

    with pytest.raises(IntegrityError, match="grant_ends_after_it_starts"):
        grant(member, Role.READER, "团市委", valid_from=now, valid_until=now)


def test_a_role_is_not_granted_twice_at_once(member):
    grant(member, Role.READER, "团市委")

    with pytest.raises(IntegrityError, match="one_open_grant_per_role_and_territory"):
        grant(member, Role.READER, "团市委")


def test_an_account_has_a_mobile_number(db):
    with pytest.raises(IntegrityError, match="user_phone_is_a_mobile_number"):
        User.objects.create_user("0353123456")


def test_who_is_without_a_name_is_called_by_half_a_number(db):
    assert str(User(phone="13803530001")) == "138****0001"
