"""The back room: what it shows, what it cannot do."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import Consent, Role, RoleGrant, StudentProfile, User
from directory.models import Committee
from tests.accounts.conftest import PASSWORD, sign_in_by_password

pytestmark = pytest.mark.django_db
OURS = [
    f"{label}_{name}"
    for label, name in (
        ("accounts", "user"),
        ("accounts", "rolegrant"),
        ("accounts", "studentprofile"),
        ("accounts", "consent"),
        ("directory", "division"),
        ("directory", "committee"),
        ("directory", "university"),
    )
]


@pytest.fixture
def boss(client):
    person = User.objects.create_superuser("13803530003", PASSWORD)
    sign_in_by_password(client, person.phone)
    return person


@pytest.mark.parametrize("name", OURS)
def test_every_list_opens_and_can_be_searched(client, boss, member, name):
    StudentProfile.objects.create(user=member)
    Consent.objects.create(user=member, purpose="CORE_SERVICE", notice_version=1)

    assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200


def test_an_account_made_here_has_no_password_until_its_owner_sets_one(client, boss):
    client.post(
        reverse("admin:accounts_user_add"),
        {"phone": "13803530009", "name": "王五", "is_active": "on"},
    )

    assert not User.objects.get(phone="13803530009").has_usable_password()


def test_a_grant_says_who_gave_it(client, boss, member):
    city = Committee.objects.get(level="CITY")

    client.post(
        reverse("admin:accounts_rolegrant_add"),
        {
            "user": member.pk,
            "role": Role.CITY_STAFF,
            "committee": city.pk,
            "valid_from_0": "2021-06-01",
            "valid_from_1": "08:00",
        },
    )

    assert RoleGrant.objects.get().granted_by == boss


def test_nobody_makes_themselves_all_powerful_nor_takes_an_account_over(
    client, member, boss
):
    clerk = member
    clerk.is_staff = True
    clerk.save()
    names = ("view_user", "change_user")
    clerk.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.post(reverse("account_logout"))
    sign_in_by_password(client)

    for person in (clerk, boss):
        client.post(
            reverse("admin:accounts_user_change", args=[person.pk]),
            {"phone": "13803530077", "is_superuser": "on", "is_active": "on"},
        )

    clerk.refresh_from_db()
    boss.refresh_from_db()
    assert not clerk.is_superuser
    assert boss.phone == "13803530003"


def test_an_id_number_is_not_shown(client, boss, member):
    profile = StudentProfile.objects.create(
        user=member, id_number="14032220010315000X", id_number_index="x"
    )
    url = reverse("admin:accounts_studentprofile_change", args=[profile.pk])

    page = client.get(url)

    assert page.status_code == 200
    assert "14032220010315000X" not in page.content.decode()


@pytest.mark.parametrize("model", [User, RoleGrant, StudentProfile, Consent])
def test_nothing_about_people_is_deleted_here(rf, boss, model):
    request = rf.get("/")
    request.user = boss

    assert not admin.site._registry[model].has_delete_permission(request)
