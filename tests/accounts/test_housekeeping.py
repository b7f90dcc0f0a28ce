"""What goes by itself, and what must not."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.housekeeping import forget_sent_codes, forget_typed_numbers, keep_house
from accounts.models import Consent, Role, RoleGrant, SentCode, User
from directory.models import Committee

pytestmark = pytest.mark.django_db
TOMORROW = timezone.now() + timedelta(days=2)


@pytest.fixture
def typed():
    return User.objects.create_user("13803530009")


def test_a_number_that_was_typed_and_never_proven_is_forgotten(typed):
    assert forget_typed_numbers(timezone.now()) == 0
    assert forget_typed_numbers(TOMORROW) == 1
    assert not User.objects.exists()


def proven(user):
    user.phone_verified_at = timezone.now()


def with_password(user):
    user.set_password("shan-xi-2021")


def on_a_roster(user):
    user.name = "张晓晨"


def granted(user):
    city = Committee.objects.get(level="CITY")
    RoleGrant.objects.create(user=user, role=Role.READER, committee=city)


def referred_to(user):
    Consent.objects.create(user=user, purpose="CORE_SERVICE", notice_version=1)


@pytest.mark.parametrize(
    "known", [proven, with_password, on_a_roster, granted, referred_to]
)
def test_whoever_is_known_in_any_way_stays(typed, known):
    known(typed)
    typed.save()

    assert forget_typed_numbers(TOMORROW) == 0


def test_codes_are_remembered_for_a_day():
    now = timezone.now()
    for hours in (1, 25):
        SentCode.objects.create(
            phone="13803530009", sent_at=now - timedelta(hours=hours)
        )

    assert forget_sent_codes(now) == 1
    assert SentCode.objects.get().sent_at == now - timedelta(hours=1)


def test_the_worker_keeps_house_once_an_hour(django_assert_num_queries):
    cache.clear()
    keep_house()
    SentCode.objects.create(
        phone="13803530009", sent_at=timezone.now() - timedelta(days=2)
    )

    keep_house()

    assert SentCode.objects.exists()
    cache.clear()
    keep_house()
    assert not SentCode.objects.exists()
