"""Coming in, by code and by password, and what a stranger can learn on the way."""

import logging

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.phone import MobileField, plain_number
from notices.models import Delivery
from tests.accounts.conftest import (
    PASSWORD,
    PHONE,
    ask_for_code,
    confirm,
    later,
    sent_code,
    sign_in_by_code,
    sign_in_by_password,
    signed_in,
)

pytestmark = pytest.mark.django_db
STRANGER = "13803530099"


@pytest.mark.parametrize(
    "typed",
    [
        "13803530001",
        "138 0353 0001",
        "+86 138-0353-0001",
        "008613803530001",
        "8613803530001",
        "１３８０３５３０００１",
        "　138 0353 0001 ",
        "١٣٨٠٣٥٣٠٠٠١",
    ],
)
def test_a_number_may_be_typed_as_people_type_it(client, typed):
    ask_for_code(client, typed)

    assert User.objects.get().phone == PHONE
    assert plain_number(typed) == PHONE


@pytest.mark.parametrize("typed", ["1380353000", "23803530001", "12345678901", "手机"])
def test_what_is_no_mobile_number_is_refused_with_the_rule(client, typed):
    answer = ask_for_code(client, typed)

    assert "手机号是 11 位数字" in answer.content.decode()
    assert not User.objects.exists()


def test_an_empty_number_is_asked_for():
    with pytest.raises(ValidationError, match="填写手机号"):
        MobileField().clean("")


def test_the_first_code_opens_the_account_and_proves_the_number(client):
    answer = sign_in_by_code(client)

    user = User.objects.get()
    assert answer.url == "/home/"
    assert signed_in(client)
    assert user.phone_verified_at is not None
    assert not user.has_usable_password()


def test_after_signing_in_one_is_where_one_wanted_to_go(client):
    page = client.get("/accounts/sessions/")
    assert page.url == "/accounts/login/?next=/accounts/sessions/"

    answer = sign_in_by_code(client, next="/accounts/sessions/")

    assert answer.url == "/accounts/sessions/"


def test_nobody_is_sent_to_another_site(client):
    answer = sign_in_by_code(client, next="https://evil.example/")

    assert answer.url == "/home/"


def test_a_password_lets_in_too(client, member):
    assert sign_in_by_password(client, "138 0353 0001").url == "/home/"
    assert signed_in(client)


def test_a_password_given_by_others_is_good_only_after_the_number_is_proven(client):
    User.objects.create_user(PHONE, PASSWORD)

    answer = sign_in_by_password(client)

    assert answer.url == reverse("account_verify_phone")
    assert not signed_in(client)
    page = client.get(answer.url).content.decode()
    assert "填验证码" in page
    client.post(answer.url, {"code": sent_code()})
    assert signed_in(client)


def test_a_roster_without_passwords_lets_nobody_in_by_password(client):
    User.objects.create_user(PHONE, name="名单里的人")

    sign_in_by_password(client, password="")
    sign_in_by_password(client, password="!")

    assert not signed_in(client)
    assert not User.objects.get().has_usable_password()


def test_five_wrong_passwords_shut_the_number_for_a_while(client, member):
    for _ in range(5):
        page = sign_in_by_password(client, password="wrong").content.decode()
        assert "手机号或密码不对" in page

    page = sign_in_by_password(client).content.decode()

    assert "试得太多了" in page
    assert not signed_in(client)
    sign_in_by_code(client)
    assert signed_in(client)


def test_one_code_a_minute_and_the_form_says_so(client):
    ask_for_code(client)

    page = ask_for_code(Client()).content.decode()

    assert "试得太多了" in page
    assert Delivery.objects.count() == 1


def test_ten_codes_a_day_and_number(client, settings):
    settings.CODES_PER_NUMBER_AND_DAY = 0

    assert ask_for_code(client).status_code == 429


def test_a_stranger_cannot_tell_who_is_here_by_asking_for_a_code(client, member):
    answers = [ask_for_code(Client(), phone) for phone in (PHONE, STRANGER)]

    assert {(a.status_code, a.url) for a in answers} == {
        (302, reverse("account_confirm_login_code"))
    }
    assert Delivery.objects.count() == 2


def test_nor_by_guessing_a_password(client, member):
    pages = [
        sign_in_by_password(client, phone, "wrong").content.decode()
        for phone in (PHONE, STRANGER)
    ]

    assert all("手机号或密码不对" in page for page in pages)
    assert not User.objects.filter(phone=STRANGER).exists()


def test_a_closed_account_gets_the_same_page_and_no_message(client, member):
    member.is_active = False
    member.save()

    answer = ask_for_code(client)

    assert answer.url == reverse("account_confirm_login_code")
    assert not Delivery.objects.exists()
    sign_in_by_password(client)
    assert not signed_in(client)


def test_the_code_is_in_no_log_and_the_message_says_to_keep_it(client, caplog):
    caplog.set_level(logging.DEBUG)

    ask_for_code(client)
    code = sent_code()
    confirm(client, code)

    assert code not in caplog.text
    assert "不要告诉任何人" in Delivery.objects.get().text


def test_a_code_is_good_once(client):
    sign_in_by_code(client)
    code = sent_code()
    client.post(reverse("account_logout"))
    later()

    ask_for_code(client)
    fresh = sent_code()
    if code != fresh:
        confirm(client, code)
        assert not signed_in(client)


def test_leaving_needs_a_click_and_then_one_is_out(client, member):
    sign_in_by_password(client)

    page = client.get(reverse("account_logout"))
    assert "退出登录" in page.content.decode()
    assert signed_in(client)

    assert client.post(reverse("account_logout")).url == "/"
    assert not signed_in(client)


def test_a_superuser_made_on_the_server_signs_in_with_the_password(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", phone=PHONE, interactive=False)

    sign_in_by_password(client)

    assert signed_in(client)
    assert User.objects.get().is_superuser


@pytest.mark.parametrize("address", ["signup/", "password/reset/done/"])
def test_there_is_no_other_way_in(client, address):
    assert client.get(f"/accounts/{address}").url == reverse("account_login")


@pytest.mark.parametrize("address", ["email/", "confirm-email/"])
def test_mail_addresses_are_not_managed(client, member, address):
    sign_in_by_password(client)

    assert client.get(f"/accounts/{address}").url == reverse("account_overview")
