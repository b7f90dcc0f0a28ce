"""Staff prove themselves twice; the session is asked, not the account."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import (
    PASSWORD,
    age_sign_in,
    give_totp,
    sign_in_by_code,
    sign_in_by_password,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings):
    settings.STAFF_NEED_SECOND_FACTOR = True


def number_now(secret) -> str:
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter))


def activate(client) -> None:
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"[A-Z2-7]{32}", page)[0]
    return client.post(reverse("mfa_activate_totp"), {"code": number_now(secret)})


def test_staff_without_a_second_factor_get_no_further(client, staff):
    sign_in_by_password(client, staff.phone)

    for address in ("/accounts/", "/accounts/sessions/", "/accounts/2fa/"):
        assert client.get(address).url == reverse("mfa_activate_totp")
    assert client.get(reverse("account_logout")).status_code == 200


def test_students_are_not_asked(client, member):
    sign_in_by_password(client)

    assert client.get("/accounts/").status_code == 200


def test_nor_is_anybody_where_the_setting_is_off(client, staff, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    sign_in_by_password(client, staff.phone)

    assert client.get("/accounts/").status_code == 200


def test_whoever_may_enter_the_admin_is_staff_too(client, member):
    member.is_staff = True
    member.save()
    sign_in_by_password(client)

    assert client.get("/admin/").url == reverse("mfa_activate_totp")


def test_after_setting_it_up_the_way_is_free_and_spare_codes_are_shown_once(
    client, staff
):
    sign_in_by_password(client, staff.phone)

    answer = activate(client)

    assert answer.url == reverse("mfa_view_recovery_codes")
    spare = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    codes = spare.wrap().get_unused_codes()
    shown = client.get(answer.url).content.decode()
    again = client.get(answer.url).content.decode()
    assert all(code in shown for code in codes)
    assert not any(code in again for code in codes)
    assert client.get("/accounts/").status_code == 200


def test_a_camera_can_read_the_code_on_a_dark_page(client, staff):
    sign_in_by_password(client, staff.phone)

    svg = client.get(reverse("mfa_activate_totp")).context["totp_svg"]

    assert re.search(r'fill="(white|#fff)"', svg)


def test_a_wrong_number_sets_nothing_up(client, staff):
    sign_in_by_password(client, staff.phone)
    client.get(reverse("mfa_activate_totp"))

    page = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert "验证码不对" in page.content.decode()
    assert not Authenticator.objects.exists()
    assert client.get("/accounts/").status_code == 302


def sign_in_with(sign_in, client, staff, second):
    sign_in(client, staff.phone)
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": second})


@pytest.mark.parametrize("sign_in", [sign_in_by_password, sign_in_by_code])
def test_from_then_on_every_way_in_asks_for_it(client, staff, sign_in):
    secret = give_totp(staff)

    sign_in_with(sign_in, client, staff, number_now(secret))

    assert client.get("/accounts/").status_code == 200


def test_a_spare_code_replaces_the_phone_once(client, staff):
    give_totp(staff)
    spare = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    code = spare.wrap().get_unused_codes()[0]

    sign_in_with(sign_in_by_password, client, staff, code)
    sign_in_with(sign_in_by_password, other := Client(), staff, code)

    assert client.get("/accounts/").status_code == 200
    assert not signed_in(other)


def test_a_device_signed_in_before_must_still_give_it(client, staff):
    sign_in_by_password(client, staff.phone)

    secret = give_totp(staff)

    asked = client.get("/accounts/")
    assert asked.url == f"{reverse('mfa_reauthenticate')}?next=%2Faccounts%2F"
    client.post(asked.url, {"code": number_now(secret)})
    assert client.get("/accounts/").status_code == 200


def test_guessing_numbers_ends_after_five(client, staff):
    secret = give_totp(staff)
    sign_in_by_password(client, staff.phone)
    url = reverse("mfa_authenticate")

    for _ in range(5):
        client.post(url, {"code": "000000"})
    page = client.post(url, {"code": number_now(secret)})

    assert "试得太多了" in page.content.decode()
    assert not signed_in(client)


def test_staff_cannot_do_without_again(client, staff):
    sign_in_with(sign_in_by_password, client, staff, number_now(give_totp(staff)))

    page = client.get(reverse("mfa_deactivate_totp")).content.decode()
    client.post(reverse("mfa_deactivate_totp"))

    assert "必须有第二步验证" in page
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_others_can(client, member):
    secret = give_totp(member)
    sign_in_by_password(client)
    client.post(reverse("mfa_authenticate"), {"code": number_now(secret)})

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()


def test_long_after_signing_in_it_is_asked_again_before_it_changes(client, staff):
    secret = give_totp(staff)
    sign_in_with(sign_in_by_password, client, staff, number_now(secret))
    age_sign_in(client)

    answer = client.get(reverse("mfa_generate_recovery_codes"))

    assert answer.url.startswith(reverse("account_reauthenticate"))


def test_the_admin_has_no_door_of_its_own(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    boss = User.objects.create_superuser("13803530003", PASSWORD)

    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    at_the_door = client.get("/admin/login/?next=/admin/")
    assert at_the_door.url == "/accounts/login/?next=%2Fadmin%2F"
    sign_in_by_password(client, boss.phone)

    page = client.get("/admin/")
    assert page.status_code == 200
    assert "账号与权限" in page.content.decode()


def test_a_student_finds_the_admin_closed(client, member):
    sign_in_by_password(client)

    assert client.get("/admin/login/").status_code == 403
