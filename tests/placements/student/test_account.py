import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import Consent, ConsentPurpose
from accounts.profile import give_consent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
URL = "/me/account/"
CONSENT = "/me/account/consent/"


def test_phone_and_id_number_are_shown_masked(client, season, me):
    response = client.get(URL)

    number = me.student_profile.id_number
    assertContains(response, f"{me.phone[:3]}****{me.phone[-4:]}")
    assertContains(response, f"{number[:4]}************{number[-2:]}")
    assertNotContains(response, me.phone)
    assertNotContains(response, number)


def test_a_newcomer_has_nothing_to_show_yet(client, season):
    client.force_login(UserFactory())

    assertContains(client.get(URL), "还没有填。")


@pytest.mark.parametrize("purpose", ["PUBLIC_NOTICE", "OFF_SEASON_PUSH"])
def test_what_is_optional_is_given_and_taken_back(client, season, me, purpose):
    assertRedirects(client.post(CONSENT, {"purpose": purpose, "agrees": "yes"}), URL)
    assert Consent.objects.standing().get().purpose == purpose

    client.post(CONSENT, {"purpose": purpose, "agrees": "no"})

    assert not Consent.objects.standing().exists()
    assert Consent.objects.get().withdrawn_at is not None


def test_what_applying_needs_is_not_taken_back_here(client, season, me):
    give_consent(me, ConsentPurpose.CORE_SERVICE)

    response = client.post(CONSENT, {"purpose": "CORE_SERVICE", "agrees": "no"})

    assert response.status_code == 422
    assert Consent.objects.standing().get().purpose == "CORE_SERVICE"


def test_consents_change_by_post_only(client, season, me):
    assert client.get(CONSENT).status_code == 405


def test_the_chosen_look_is_kept_and_drawn(client, season, me):
    client.post("/theme/", {"theme": "dark"})

    assertContains(client.get(URL), 'data-bs-theme="dark"')


def test_the_page_is_cheap(client, season, me, django_assert_num_queries):
    # session, user, profile, season, consents
    with django_assert_num_queries(5):
        client.get(URL)
