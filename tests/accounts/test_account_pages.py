"""One's own account: password, number, devices; and how the pages are made."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notices.models import Delivery
from tests.accounts.conftest import (
    PASSWORD,
    PHONE,
    age_sign_in,
    ask_for_code,
    give_totp,
    sent_code,
    sign_in_by_code,
    sign_in_by_password,
    signed_in,
)

pytestmark = pytest.mark.django_db
NEW = "tao-lin-gou-19"
OTHER = "13803530009"


def new_password(client, **more):
    url = reverse("account_change_password")
    return client.post(url, {"password1": NEW, "password2": NEW, **more})


def test_changing_the_password_asks_for_the_old_one_and_ends_every_session(
    client, member
):
    elsewhere = Client()
    sign_in_by_password(elsewhere)
    sign_in_by_password(client)

    answer = new_password(client, oldpassword=PASSWORD)

    assert answer.url == reverse("account_password_login")
    assert elsewhere.get("/accounts/").status_code == 302
    assert not signed_in(client)
    assert "密码改好了" in client.get(answer.url).content.decode()
    sign_in_by_password(client, password=NEW)
    assert signed_in(client)


def test_without_the_old_password_nothing_changes(client, member):
    sign_in_by_password(client)

    page = new_password(client, oldpassword="wrong").content.decode()

    assert "现在的密码不对" in page
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_a_forgotten_password_is_reset_by_code(client, member):
    start = client.get(reverse("account_reset_password"))
    assert start.url == "/accounts/login/?next=%2Faccounts%2Fpassword%2Fchange%2F"

    arrived = sign_in_by_code(client, next=reverse("account_change_password"))

    assert arrived.url == reverse("account_change_password")
    assert "现在的密码" not in client.get(arrived.url).content.decode()
    new_password(client)
    member.refresh_from_db()
    assert member.check_password(NEW)


def test_who_forgot_it_while_signed_in_leaves_first(client, member):
    sign_in_by_password(client)

    leaving = client.get(reverse("account_reset_password"))
    left = client.post(leaving.url)

    assert leaving.url == "/accounts/logout/?next=%2Faccounts%2Fpassword%2Freset%2F"
    assert left.url == reverse("account_reset_password")


def test_five_minutes_after_the_code_the_old_password_is_asked_again(client, member):
    sign_in_by_code(client)
    age_sign_in(client, seconds=301)

    page = new_password(client).content.decode()

    assert "现在的密码" in page
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_who_never_had_a_password_sets_one(client):
    sign_in_by_code(client)
    asked = client.get(reverse("account_change_password"))

    client.post(asked.url, {"password1": NEW, "password2": NEW})

    assert User.objects.get().check_password(NEW)


@pytest.mark.parametrize("weak", ["short1", "12345678901", "password1", PHONE])
def test_a_weak_password_is_refused(client, member, weak):
    sign_in_by_password(client)

    new_password(client, oldpassword=PASSWORD, password1=weak, password2=weak)

    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_a_new_number_counts_once_its_code_is_typed(client, member):
    sign_in_by_password(client)

    client.post(reverse("account_change_phone"), {"phone": OTHER})
    member.refresh_from_db()
    assert member.phone == PHONE

    client.post(reverse("account_verify_phone"), {"code": sent_code(OTHER)})
    member.refresh_from_db()
    assert member.phone == OTHER


def test_a_number_of_somebody_else_cannot_be_taken(client, member, staff):
    sign_in_by_password(client)

    answer = client.post(reverse("account_change_phone"), {"phone": staff.phone})
    page = client.post(answer.url, {"code": sent_code(staff.phone)}).content.decode()

    assert "这个手机号已经有账号" in page
    member.refresh_from_db()
    assert member.phone == PHONE


def test_changing_the_number_long_after_signing_in_asks_who_is_there(client, member):
    sign_in_by_password(client)
    age_sign_in(client)

    answer = client.post(reverse("account_change_phone"), {"phone": OTHER})

    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not Delivery.objects.exists()


def test_each_device_is_listed_and_can_be_ended_alone(client, member):
    phone, library, cafe = Client(), Client(), client
    for device in (phone, library, cafe):
        sign_in_by_password(device)
    page = cafe.get(reverse("usersessions_list")).content.decode()
    ends = re.findall(r"/accounts/sessions/\d+/end/", page)
    assert len(ends) == 2

    first = min(ends, key=lambda url: int(re.search(r"\d+", url)[0]))
    cafe.post(first)

    assert phone.get("/accounts/").status_code == 302
    assert library.get("/accounts/").status_code == 200


def test_all_other_devices_can_be_ended_at_once(client, member):
    other = Client()
    for device in (other, client):
        sign_in_by_password(device)

    client.post(reverse("usersessions_list"))

    assert other.get("/accounts/").status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client, member, staff):
    theirs = Client()
    sign_in_by_password(theirs, staff.phone)
    sign_in_by_password(client)
    session = UserSession.objects.get(user=staff)

    answer = client.post(reverse("account_session_end", args=[session.pk]))

    assert answer.status_code == 404
    assert theirs.get("/accounts/").status_code == 200


def test_ending_this_very_session_is_leaving(client, member):
    sign_in_by_password(client)
    session = UserSession.objects.get(user=member)

    answer = client.post(reverse("account_session_end", args=[session.pk]))

    assert answer.url == reverse("account_login")
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("browser", "name"),
    [
        ("Linux; Android 14 Chrome/116 Safari/537 MicroMessenger/8", "安卓手机，微信"),
        ("iPhone; CPU iPhone OS 17 Safari/604", "苹果手机，Safari"),
        ("Windows NT 10.0 Chrome/120 Safari/537 Edg/120", "Windows 电脑，Edge"),
        ("curl/8", "不认识的设备"),
    ],
)
def test_a_device_has_the_name_its_owner_knows(client, member, browser, name):
    client.defaults["HTTP_USER_AGENT"] = browser
    sign_in_by_password(client)

    assert name in client.get(reverse("usersessions_list")).content.decode()


OPEN = ["account_login", "account_password_login", "account_inactive"]
INSIDE = [
    "account_overview",
    "account_logout",
    "account_change_password",
    "account_change_phone",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "usersessions_list",
]
WITH_TOTP = [
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
]


def require_ours(answer):
    """Our frame, the policy, nothing inline, at most one red button."""
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="topbar"' in page
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]+src=)", page)
    assert page.count("btn-primary") <= 1
    assert page.count("<h1") == 1


@pytest.mark.parametrize("name", OPEN)
def test_the_door_is_ours_and_nothing_in_it_is_inline(client, db, name):
    require_ours(client.get(reverse(name)))


@pytest.mark.parametrize("name", INSIDE)
def test_so_are_the_pages_inside(client, member, name):
    sign_in_by_password(client)

    require_ours(client.get(reverse(name)))


@pytest.mark.parametrize("name", WITH_TOTP)
def test_so_are_those_of_the_second_factor(client, member, name):
    sign_in_by_password(client)
    give_totp(member)

    require_ours(client.get(reverse(name)))


def test_so_is_the_page_for_the_code_which_a_phone_fills_in(client):
    ask_for_code(client)

    answer = client.get(reverse("account_confirm_login_code"))

    require_ours(answer)
    field = re.search(r'<input[^>]+name="code"[^>]*>', answer.content.decode())[0]
    assert 'inputmode="numeric"' in field
    assert 'autocomplete="one-time-code"' in field


def test_and_the_page_for_the_code_of_a_new_number(client, member):
    sign_in_by_password(client)
    client.post(reverse("account_change_phone"), {"phone": OTHER})

    require_ours(client.get(reverse("account_verify_phone")))


def test_a_password_is_set_on_a_page_of_ours(client):
    sign_in_by_code(client)

    require_ours(client.get(reverse("account_set_password")))
