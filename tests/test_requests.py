"""What holds for every request and every answer, whichever page it is."""

from urllib.parse import urlencode

import pytest

from placements.models import SeasonWindow
from tests.factories import (
    ApplicationFactory,
    HostUnitFactory,
    PostFactory,
    SeasonFactory,
    city_staff,
    host_of,
    open_window,
    student,
)

pytestmark = pytest.mark.django_db
HUGE = ["9" * 19, "9" * 30, "9" * 5000, "-1", "²", "٣"]


@pytest.fixture
def season(db):
    season = SeasonFactory()
    for kind in SeasonWindow.Kind:
        open_window(season, kind)
    return season


@pytest.fixture
def staff(client, season):
    client.force_login(city_staff())
    return client


@pytest.fixture
def host(client, season):
    unit = HostUnitFactory()
    PostFactory(unit=unit, season=season)
    client.force_login(host_of(unit))
    return client


def test_a_personal_page_is_kept_by_no_shared_cache(client, season):
    me = student()
    ApplicationFactory(season=season, student=me)
    client.force_login(me)

    for page in ("/me/", "/me/application/", "/posts/", "/inbox/", "/accounts/"):
        assert "private" in client.get(page)["Cache-Control"], page


def test_a_page_that_says_more_keeps_its_word(client, season):
    assert "no-store" in client.get("/healthz")["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/posts/?q=%00", "/posts/?%00=1", "/verify/a%00b/", "/posts/?area=a%00"]
)
def test_a_nul_in_an_address_is_400(client, season, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/staff/find/", "/staff/units/", "/staff/applications/", "/staff/posts/"],
)
def test_a_nul_in_a_search_is_400(staff, address):
    assert staff.get(address, {"q": "a\0"}).status_code == 400


def test_a_nul_in_a_form_is_400(staff):
    assert staff.post("/staff/season/", {"season": "a\0"}).status_code == 400


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/staff/units/", "committee"),
        ("/staff/units/", "page"),
        ("/staff/applications/", "committee"),
        ("/staff/events/", "before"),
        ("/posts/", "page"),
        ("/posts/", "area"),
    ],
)
def test_a_number_that_no_row_can_have_asks_for_nothing(staff, address, name, number):
    assert staff.get(address, {name: number}).status_code == 200


@pytest.mark.parametrize("number", HUGE)
def test_a_ticked_row_that_cannot_exist_is_not_found(staff, number):
    for page in ("units/return", "posts/return", "applications/return"):
        assert staff.get(f"/staff/{page}/", {"row": number}).status_code == 404


@pytest.mark.parametrize("number", HUGE)
def test_a_unit_that_cannot_exist_is_not_chosen(host, number):
    assert host.post("/host/choose/", {"unit": number}).status_code == 404


@pytest.mark.parametrize("number", HUGE)
def test_a_task_in_an_impossible_row_is_not_read(host, number):
    typed = urlencode({f"task_{number}": "x"})
    kind = "application/x-www-form-urlencoded"
    assert host.post("/host/posts/new/", typed, kind).status_code == 422


@pytest.mark.parametrize("number", ["9" * 19, "9" * 30, "9" * 5000])
def test_an_address_with_an_impossible_key_is_404(staff, number):
    for page in ("posts", "staff/posts", "staff/units", "staff/applications"):
        assert staff.get(f"/{page}/{number}/").status_code == 404
