import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from placements.actions.letters import draw_up_letter
from placements.states import CommitmentState, PlacementState
from tests.factories import (
    HostUnitFactory,
    PlacementFactory,
    PostFactory,
    UserFactory,
    city_staff,
    committee,
    county_staff,
    reader,
)
from tests.placements.rounds import season_with_a_window

pytestmark = pytest.mark.django_db
LIST = "placements:staff-placement-list"


@pytest.fixture(autouse=True)
def _files_stay_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def season():
    return season_with_a_window()


def placed(season, **fields):
    if fields.get("state") in {PlacementState.ACCEPTED, PlacementState.DECLINED}:
        fields["answered_at"] = timezone.now()
    return PlacementFactory(application__season=season, **fields)


@pytest.fixture
def letter(season):
    letter = draw_up_letter(placed(season, state="ACCEPTED"), by=None)
    letter.state, letter.signed_at = CommitmentState.SIGNED, timezone.now()
    letter.pdf.save("one.pdf", ContentFile(b"%PDF-1.7"), save=False)
    letter.save(update_fields=["state", "signed_at", "pdf"])
    return letter


def test_answers_are_counted_and_filtered(client, season):
    waiting = placed(season)
    placed(season, state="ACCEPTED")
    placed(season, state="DECLINED")
    client.force_login(city_staff())

    everything = client.get(reverse(LIST)).context
    offered = client.get(reverse(LIST), {"state": "OFFERED"}).context

    counts = {chip.label: chip.count for chip in everything["queue"].chips}
    assert {counts[label] for label in ("等答复", "已接受", "放弃")} == {"1"}
    assert counts["全部"] == "3"
    assert [row.student for row in offered["rows"]] == [waiting.student.name]
    assert "还剩" in offered["rows"][0].answer


def test_a_county_sees_its_own(client, season):
    mine = placed(season)
    elsewhere = HostUnitFactory(managing_committee=committee("团盂县委"))
    placed(season, post=PostFactory(season=season, unit=elsewhere))
    client.force_login(county_staff())

    rows = client.get(reverse(LIST)).context["rows"]

    assert [row.student for row in rows] == [mine.student.name]


def test_others_do_not_see_the_list(client, season):
    client.force_login(UserFactory())

    assert client.get(reverse(LIST)).status_code == 403


def test_an_empty_list_says_what_will_come(client, season):
    client.force_login(reader())

    assert "这里还没有录用" in client.get(reverse(LIST)).content.decode()


def test_a_signed_letter_is_read_by_its_own_staff(client, letter):
    client.force_login(county_staff())
    address = reverse("placements:staff-letter-pdf", args=[letter.pk])

    shown = client.get(reverse(LIST)).content.decode()
    answer = client.get(address)

    assert "学生已签" in shown
    assert address in shown
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"


def test_the_letter_of_another_county_is_not_found(client, letter):
    client.force_login(county_staff("团盂县委"))
    address = reverse("placements:staff-letter-pdf", args=[letter.pk])

    assert client.get(address).status_code == 404


def test_a_letter_without_a_pdf_is_not_found(client, season):
    letter = draw_up_letter(placed(season, state="ACCEPTED"), by=None)
    client.force_login(city_staff())
    address = reverse("placements:staff-letter-pdf", args=[letter.pk])

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_however_long(
    client, season, count, django_assert_num_queries
):
    for _ in range(count):
        placed(season)
    client.force_login(county_staff())

    with django_assert_num_queries(6):
        answer = client.get(reverse(LIST))

    assert len(answer.context["rows"]) == count
