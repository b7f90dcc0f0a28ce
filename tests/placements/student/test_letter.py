import json

import pytest
from django.urls import reverse
from django.utils import timezone

from placements.actions.letters import draw_up_letter
from placements.models import SignatureEvidence
from placements.states import CommitmentState, PlacementState
from tests.factories import PlacementFactory, SeasonFactory, student

pytestmark = pytest.mark.django_db
PAGE = "placements:student-letter"


@pytest.fixture(autouse=True)
def _files_stay_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def letter():
    placement = PlacementFactory(
        state=PlacementState.ACCEPTED, answered_at=timezone.now()
    )
    return draw_up_letter(placement, by=placement.student)


@pytest.fixture
def me(client, letter):
    client.force_login(letter.placement.student)
    return letter.placement.student


def sign_url(letter):
    return reverse("placements:student-letter-sign", args=[letter.pk])


def test_the_page_shows_every_clause_before_the_signature(client, letter, me):
    page = client.get(reverse(PAGE)).content.decode()

    assert all(clause in page for clause in letter.text["clauses"])
    assert page.index(letter.text["clauses"][-1]) < page.index("确认并签署")


def test_typing_the_name_signs_and_offers_the_pdf(client, letter, me):
    sent = {"read_sha256": letter.text_sha256, "typed_name": me.name}

    answer = client.post(sign_url(letter), sent, follow=True)

    letter.refresh_from_db()
    assert letter.state == CommitmentState.SIGNED
    assert "承诺书签好了。" in answer.content.decode()
    pdf = client.get(reverse("placements:student-letter-pdf", args=[letter.pk]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert pdf["Content-Type"] == "application/pdf"


def test_signing_nothing_marks_the_field(client, letter, me):
    answer = client.post(sign_url(letter), {"read_sha256": letter.text_sha256})

    assert answer.status_code == 422
    assert "还没有签名" in answer.content.decode()
    assert not SignatureEvidence.objects.exists()


def test_a_garbled_drawing_is_refused_with_a_sentence(client, letter, me):
    sent = {"read_sha256": letter.text_sha256, "strokes": json.dumps([1, 2])}

    answer = client.post(sign_url(letter), sent)

    assert answer.status_code == 409
    assert "没有传完整" in answer.content.decode()


def test_another_student_finds_neither_letter_nor_pdf(client, letter):
    client.force_login(student())

    assert client.post(sign_url(letter), {}).status_code == 404
    pdf = reverse("placements:student-letter-pdf", args=[letter.pk])
    assert client.get(pdf).status_code == 404


def test_without_a_letter_the_page_says_when_it_comes(client):
    SeasonFactory()
    client.force_login(student())

    assert "接受录用以后" in client.get(reverse(PAGE)).content.decode()
