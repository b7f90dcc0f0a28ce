"""One test for each trap of allauth's phone path: the guard at every upgrade."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate, get_backends
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts import forms
from accounts.backends import PhoneBackend
from accounts.models import SentCode, User
from notices.models import Delivery, DeliveryState
from tests.accounts.conftest import (
    PASSWORD,
    PHONE,
    ask_for_code,
    confirm,
    give_totp,
    later,
    sent_code,
    sign_in_by_code,
    sign_in_by_password,
    signed_in,
)

pytestmark = pytest.mark.django_db
OTHER = "13803530009"


def test_t1_wrong_passwords_on_one_number_lock_only_that_number(client, member):
    for _ in range(6):
        answer = sign_in_by_password(client, OTHER, "wrong")
    assert "试得太多了" in answer.content.decode()

    sign_in_by_password(client)

    assert signed_in(client)


def test_t2_nobody_can_leave_a_password_on_a_number_they_do_not_hold(client):
    thief, owner = Client(), client

    closed = thief.post(
        reverse("account_signup"), {"phone": PHONE, "password1": PASSWORD}
    )
    sign_in_by_code(owner)
    sign_in_by_password(thief)

    assert closed.url == reverse("account_login")
    assert signed_in(owner)
    assert not signed_in(thief)
    assert not User.objects.get(phone=PHONE).has_usable_password()


@pytest.mark.django_db(transaction=True)
def test_t3_of_many_parallel_guesses_three_are_compared(client, monkeypatch):
    ask_for_code(client)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    compared, start = [], threading.Barrier(4)
    stock = forms.forms.BaseConfirmCodeForm.clean_code

    def counted(form):
        compared.append(form.cleaned_data["code"])
        return stock(form)

    monkeypatch.setattr(forms.forms.BaseConfirmCodeForm, "clean_code", counted)

    def guess(number):
        browser = Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = session
        if number < start.parties:
            start.wait(timeout=30)
        try:
            confirm(browser, f"{number:06}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(start.parties) as pool:
        list(pool.map(guess, range(16)))

    assert len(compared) == 3


def test_t3_three_wrong_codes_end_the_attempt(client):
    ask_for_code(client)
    code = sent_code()

    for _ in range(3):
        confirm(client, "000000" if code != "000000" else "111111")
    confirm(client, code)

    assert not signed_in(client)


def test_t4_too_many_messages_are_a_429_not_a_500(client, settings):
    settings.CODES_PER_DAY = 0

    answer = ask_for_code(client)

    assert answer.status_code == 429
    assert not Delivery.objects.exists()


def test_t4_so_it_is_when_changing_the_number(client, member, settings):
    sign_in_by_password(client)
    settings.CODES_PER_DAY = 0

    answer = client.post(reverse("account_change_phone"), {"phone": OTHER})

    assert answer.status_code == 429


def test_t5_another_code_comes_also_for_a_number_never_seen_before(client):
    ask_for_code(client)
    later()

    again = client.post(reverse("account_confirm_login_code"), {"action": "resend"})

    assert again.url == reverse("account_confirm_login_code")
    assert Delivery.objects.count() == 2
    confirm(client, sent_code())
    assert signed_in(client)


def test_t5_but_not_within_a_minute_and_at_most_twice(client):
    ask_for_code(client)
    url = reverse("account_confirm_login_code")

    answer = client.post(url, {"action": "resend"}, follow=True)

    assert "一分钟只能发一条" in answer.content.decode()
    assert Delivery.objects.count() == 1
    for _ in range(4):
        later()
        client.post(url, {"action": "resend"})
    assert Delivery.objects.count() == 3


def test_t6_no_limit_counts_by_address():
    rates = [rate for rate in settings.ACCOUNT_RATE_LIMITS.values() if rate]
    from allauth.account import app_settings

    for name, rate in app_settings.RATE_LIMITS.items():
        per = {limit.per for limit in ratelimit.parse_rates(rate)}
        assert per <= {"key", "user"}, name
    assert rates


def test_t6_a_dormitory_signs_in_from_one_address(client):
    phones = [f"138035310{number:02}" for number in range(40)]

    pages = [ask_for_code(Client(), phone).status_code for phone in phones]

    assert pages == [302] * 40
    assert Delivery.objects.count() == 40


def test_t6_the_cache_is_shared_and_forgets_no_limit():
    assert isinstance(cache._connections["default"], DatabaseCache)
    assert cache._max_entries >= 100_000


def test_t7_only_the_backend_that_asks_the_adapter_signs_people_in(rf, member):
    assert [type(backend) for backend in get_backends()] == [PhoneBackend]
    assert authenticate(rf.post("/"), username=PHONE, password=PASSWORD) is None


def test_t8_a_code_is_a_row_for_the_worker_not_a_call_in_the_request(client):
    ask_for_code(client)

    delivery = Delivery.objects.get()
    assert (delivery.address, delivery.state) == (PHONE, DeliveryState.WAITING)
    assert (delivery.expires_at - SentCode.objects.get().sent_at).seconds == 300


def test_t9_an_unproven_mail_address_blocks_no_second_factor(client, member):
    member.email = "someone@example.com"
    member.save()
    sign_in_by_password(client)

    answer = client.get(reverse("mfa_activate_totp"))

    assert answer.status_code == 200
    assert "email" not in " ".join(settings.ACCOUNT_SIGNUP_FIELDS)
    assert not EmailAddress.objects.exists()


def test_t10_the_secret_of_the_second_factor_is_not_readable_in_the_database(member):
    secret = give_totp(member)

    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)

    assert secret not in str(stored.data)
    assert stored.wrap().instance.data["secret"] != secret
