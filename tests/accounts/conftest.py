"""A visitor at the door, and people who have been here before."""

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, RoleGrant, SentCode, User
from directory.models import Committee
from notices.models import Delivery

PHONE = "13803530001"
PASSWORD = "shan-xi-2021"


@pytest.fixture(autouse=True)
def _no_limits_left_over(request):
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        cache.clear()


def create(name: str, phone: str) -> User:
    proven = timezone.now()
    return User.objects.create_user(
        phone, PASSWORD, name=name, phone_verified_at=proven
    )


@pytest.fixture
def member(db):
    return create("张晓晨", PHONE)


@pytest.fixture
def staff(db):
    person = create("李干事", "13803530002")
    county = Committee.objects.get(short_name="团盂县委")
    RoleGrant.objects.create(user=person, role=Role.COUNTY_STAFF, committee=county)
    return person


def ask_for_code(client, phone=PHONE, **query):
    return client.post(reverse("account_login", query=query), {"phone": phone})


def sent_code(phone=PHONE) -> str:
    text = Delivery.objects.filter(address=phone).latest("id").text
    return re.search(r"\d{6}", text)[0]


def confirm(client, code, **query):
    url = reverse("account_confirm_login_code", query=query)
    return client.post(url, {"code": code})


def sign_in_by_code(client, phone=PHONE, **query):
    ask_for_code(client, phone, **query)
    return confirm(client, sent_code(phone), **query)


def sign_in_by_password(client, phone=PHONE, password=PASSWORD):
    url = reverse("account_password_login")
    return client.post(url, {"login": phone, "password": password})


def later():
    """As if it were tomorrow: no limit and no cap remembers anything."""
    cache.clear()
    SentCode.objects.all().delete()


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def age_sign_in(client, seconds=3600):
    """As if this session had signed in an hour ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - seconds
    session.save()


def give_totp(user) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret
