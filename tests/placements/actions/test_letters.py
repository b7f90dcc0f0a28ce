import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.models import Event
from placements.actions.letters import (
    Trace,
    draw_up_letter,
    evidence_record,
    sign_letter,
)
from placements.actions.posts import cancel_post
from placements.exceptions import IllegalMove, RuleViolation
from placements.letters.evidence import GENESIS, evidence_hash
from placements.models import CommitmentTemplate, SignatureEvidence
from placements.states import CommitmentState, PlacementState
from tests.factories import PlacementFactory, city_staff, student
from tests.races import together

pytestmark = pytest.mark.django_db
TRACE = Trace(address="192.0.2.7", user_agent="MicroMessenger")
DRAWING = json.dumps(
    {
        "width": 680,
        "height": 352,
        "strokes": [[[40, 40, 0], [300, 200, 90]], [[300, 40, 200], [60, 300, 320]]],
    }
)


@pytest.fixture(autouse=True)
def _files_stay_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def placement():
    return PlacementFactory(state=PlacementState.ACCEPTED, answered_at=timezone.now())


@pytest.fixture
def letter(placement):
    return draw_up_letter(placement, by=placement.student)


def sign(letter, by, **changed):
    given = {
        "read_sha256": letter.text_sha256,
        "strokes": DRAWING,
        "typed_name": "",
        "trace": TRACE,
        "now": timezone.now(),
    }
    return sign_letter(letter, by=by, **{**given, **changed})


def test_the_letter_says_who_where_and_until_when(letter, placement):
    opening = "".join(run["text"] for run in letter.text["opening"])

    assert placement.student.name in opening
    assert placement.post.title in opening
    assert placement.post.unit.name in opening
    assert letter.number == f"YQ2026W-C-{placement.pk:06d}"
    assert Event.objects.get(name="commitment.draw_up").subject_id == letter.pk


def test_without_a_published_template_no_letter_is_drawn_up(placement):
    CommitmentTemplate.objects.update(published_at=None)

    with pytest.raises(RuleViolation, match="模板还没有发布"):
        draw_up_letter(placement, by=placement.student)


def test_a_name_the_fonts_lack_is_found_before_anybody_signs(placement):
    placement.student.name = "张\ue000"

    with pytest.raises(RuleViolation, match="承诺书写不出来"):
        draw_up_letter(placement, by=placement.student)


def test_a_drawn_signature_leaves_evidence_and_a_pdf(letter, placement):
    signed = sign(letter, placement.student)

    evidence = SignatureEvidence.objects.get()
    assert signed.state == CommitmentState.SIGNED
    with signed.pdf.open() as pdf:
        assert pdf.read().startswith(b"%PDF")
    assert evidence.method == SignatureEvidence.Method.DRAWN
    assert (evidence.address, evidence.user_agent) == ("192.0.2.7", "MicroMessenger")
    assert evidence.text_sha256 == letter.text_sha256
    assert evidence.strokes[0][0] == [20, 20, 0]
    assert evidence.previous_hash == GENESIS


def test_a_typed_name_signs_as_well(letter, placement):
    signed = sign(letter, placement.student, typed_name=placement.student.name)

    assert signed.state == CommitmentState.SIGNED
    assert SignatureEvidence.objects.get().typed_name == placement.student.name


def test_the_evidence_can_be_proven_from_the_stored_row(letter, placement):
    sign(letter, placement.student)

    stored = SignatureEvidence.objects.select_related("commitment").get()

    assert stored.hash == evidence_hash(stored.previous_hash, evidence_record(stored))


def test_each_signature_hangs_on_the_one_before(letter, placement):
    other = PlacementFactory(state=PlacementState.ACCEPTED, answered_at=timezone.now())
    sign(letter, placement.student)
    sign(draw_up_letter(other, by=other.student), other.student)

    first, second = SignatureEvidence.objects.order_by("id")

    assert second.previous_hash == first.hash


def test_another_name_does_not_sign(letter, placement):
    with pytest.raises(RuleViolation, match="要和登记的姓名一样"):
        sign(letter, placement.student, typed_name="别人")

    assert not SignatureEvidence.objects.exists()


def test_a_dot_is_not_a_signature(letter, placement):
    dot = json.dumps({"width": 340, "height": 176, "strokes": [[[5, 5, 0]]]})

    with pytest.raises(RuleViolation, match="只看到一个点"):
        sign(letter, placement.student, strokes=dot)


def test_other_words_than_those_read_are_not_signed(letter, placement):
    with pytest.raises(RuleViolation, match="重新读一遍"):
        sign(letter, placement.student, read_sha256="0" * 64)


def test_a_letter_is_signed_once(letter, placement):
    sign(letter, placement.student)

    with pytest.raises(IllegalMove, match="学生已签"):
        sign(letter, placement.student)


def test_nobody_signs_for_another(letter):
    with pytest.raises(PermissionDenied):
        sign(letter, student())


def test_the_database_keeps_the_words_of_a_letter(letter):
    letter.text_sha256 = "0" * 64

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        letter.save()


def test_the_database_keeps_a_template_in_use(letter):
    template = letter.template
    template.body = {**template.body, "title": "另一份"}

    with pytest.raises(IntegrityError, match="in use"), transaction.atomic():
        template.save()


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET typed_name = 'x'", "DELETE FROM {}"]
)
def test_the_database_keeps_evidence(letter, placement, statement):
    sign(letter, placement.student)
    table = SignatureEvidence._meta.db_table

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("is_signed", [False, True])
def test_a_cancelled_post_takes_its_letter_along(letter, placement, is_signed):
    if is_signed:
        sign(letter, placement.student)

    cancel_post(
        placement.post, by=city_staff(), reason="停工一个月", now=timezone.now()
    )

    letter.refresh_from_db()
    assert letter.state == CommitmentState.VOID
    with pytest.raises(IllegalMove, match="已作废"):
        sign(letter, placement.student)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_signature_that_waits_for_a_cancellation_comes_too_late():
    accepted = PlacementFactory(
        state=PlacementState.ACCEPTED, answered_at=timezone.now()
    )
    letter = draw_up_letter(accepted, by=accepted.student)
    city, now = city_staff(), timezone.now()

    refusals = together(
        lambda: cancel_post(accepted.post, by=city, reason="停工", now=now),
        lambda: sign(letter, accepted.student),
        refused=IllegalMove,
    )

    assert len(refusals) == 1
    assert not SignatureEvidence.objects.exists()
