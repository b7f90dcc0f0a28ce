import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from placements.actions.letters import draw_up_letter
from placements.letters.codes import group_code
from placements.models import Commitment
from placements.states import CommitmentState, PlacementState
from tests.factories import PlacementFactory
from tests.front.markup import faults

pytestmark = pytest.mark.django_db
URL = reverse("placements:public-verify")
PDF = b"%PDF-1.7 a letter"


@pytest.fixture
def letter(db):
    placement = PlacementFactory(
        state=PlacementState.ACCEPTED, answered_at=timezone.now()
    )
    letter = draw_up_letter(placement, by=placement.student)
    _set(letter, state=CommitmentState.SEALED, signed_at=timezone.now())
    return letter


def _set(letter: Commitment, **changes) -> None:
    Commitment.objects.filter(pk=letter.pk).update(**changes)


def by_code(client, code: str):
    return client.get(reverse("placements:public-verify-code", args=[code]))


def by_file(client, content: bytes):
    return client.post(URL, {"pdf": SimpleUploadedFile("信.pdf", content)})


def test_a_genuine_letter_shows_little_more_than_that(client, letter):
    page = by_code(client, letter.verify_code).content.decode()
    placement = letter.placement

    for said in ("这份承诺书是真的", letter.number, "测**", "第 1 版", "有效"):
        assert said in page
    for secret in (
        placement.student.name,
        placement.student.phone,
        placement.post.title,
        placement.post.unit.name,
        placement.student.student_profile.university.name,
    ):
        assert secret not in page
    assert faults(page) == []


def test_a_code_may_be_typed_as_people_type(client, letter):
    typed = f" {group_code(letter.verify_code).lower().replace('-', ' ')} "

    answer = client.post(URL, {"code": typed}, follow=True)

    assert answer.status_code == 200
    assert letter.number in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "words", "badge"),
    [
        (CommitmentState.SIGNED, "这份承诺书是真的", "已签，未盖章"),
        (CommitmentState.COUNTERSIGNED, "这份承诺书是真的", "已签，未盖章"),
        (CommitmentState.SEALED, "这份承诺书是真的", "有效"),
        (CommitmentState.VOID, "这份承诺书已作废", "已作废"),
        (CommitmentState.SUPERSEDED, "这份承诺书已有新版", "已被替代"),
    ],
)
def test_every_state_has_its_sentence(client, letter, state, words, badge):
    _set(letter, state=state)

    page = by_code(client, letter.verify_code).content.decode()

    assert words in page
    assert badge in page


def test_an_unsigned_letter_is_nobodys_word_yet(client, letter):
    _set(letter, state=CommitmentState.TO_SIGN, signed_at=None)

    assert by_code(client, letter.verify_code).status_code == 404


@pytest.mark.parametrize("code", ["7K3F-92QD-XM4A", "x", "7K3F92QDXM4A" * 9])
def test_an_unknown_code_is_not_genuine(client, letter, code):
    answer = by_code(client, code)

    assert answer.status_code == 404
    assert "查不到这份承诺书" in answer.content.decode()
    assert letter.number not in answer.content.decode()


def test_the_very_file_is_genuine_and_is_not_kept(client, letter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    _set(letter, pdf_sha256=hashlib.sha256(PDF).hexdigest())

    answer = by_file(client, PDF)

    assert answer.status_code == 200
    assert "一字不差" in answer.content.decode()
    assert list(tmp_path.iterdir()) == []


def test_one_changed_byte_is_not_genuine(client, letter):
    _set(letter, pdf_sha256=hashlib.sha256(PDF).hexdigest())

    assert by_file(client, PDF + b" ").status_code == 404


def test_an_empty_file_never_meets_a_letter_without_one(client, letter):
    assert by_file(client, b"").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "填写查验码，或者选一个 PDF 文件。"),
        ({"code": "不是码"}, "查验码是12位字母和数字"),
        ({"code": "A" * 200}, "100"),
        ({"pdf": b"%PDF" + b"0" * (5 * 1024 * 1024)}, "文件超过 5 MB"),
    ],
)
def test_what_cannot_be_a_letter_is_refused_in_the_form(client, typed, words):
    if "pdf" in typed:
        answer = by_file(client, typed["pdf"])
    else:
        answer = client.post(URL, typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_what_is_typed_is_never_markup(client):
    page = client.post(URL, {"code": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page
    assert faults(page) == []


def test_looking_changes_no_letter(client, letter):
    before = Commitment.objects.values().get(pk=letter.pk)

    by_code(client, letter.verify_code)

    assert Commitment.objects.values().get(pk=letter.pk) == before


def test_one_address_may_not_ask_all_day(client, letter, settings):
    settings.VERIFY_RATE = "2/m/ip"

    codes = [by_code(client, letter.verify_code).status_code for _ in range(3)]
    elsewhere = client.get(
        reverse("placements:public-verify-code", args=[letter.verify_code]),
        REMOTE_ADDR="10.0.0.9",
    )

    assert codes == [200, 200, 429]
    assert client.post(URL, {"code": "x"}).status_code == 429
    assert client.get(URL).status_code == 200
    assert elsewhere.status_code == 200
