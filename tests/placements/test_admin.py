import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from placements.models import SelectionRound
from placements.states import RoundState
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PlacementFactory,
    SeasonFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    user = User.objects.create_superuser(
        "13912345678", "long-enough-password", phone_verified_at=timezone.now()
    )
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "model",
    [m for m in admin.site._registry if m._meta.app_label == "placements"],
    ids=lambda model: model.__name__,
)
def test_every_list_opens(client, chief, model):
    HostUnitFactory()
    ApplicationFactory(submitted=True)
    PlacementFactory()

    page = client.get(reverse(f"admin:placements_{model._meta.model_name}_changelist"))

    assert page.status_code == 200


def test_a_row_with_a_state_cannot_be_changed_there(client, chief):
    unit = HostUnitFactory()
    url = reverse("admin:placements_hostunit_change", args=[unit.pk])

    assert client.post(url, {"name": "别的名字"}).status_code == 403
    unit.refresh_from_db()
    assert unit.name != "别的名字"


def test_the_secret_of_a_round_is_not_shown(client, chief):
    round_ = SelectionRound.objects.create(
        season=SeasonFactory(),
        state=RoundState.LOCKED,
        locked_at=timezone.now(),
        seed="5eed" * 16,
        salt="5a17" * 16,
        seed_digest="d" * 64,
        market_digest="m" * 64,
    )

    url = reverse("admin:placements_selectionround_change", args=[round_.pk])
    page = client.get(url).content.decode()

    assert "d" * 64 in page
    assert "5eed" * 16 not in page
    assert "5a17" * 16 not in page
