"""The letter of commitment: drawn up on acceptance, read, signed, set as a PDF."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction

from accounts.models import StudentProfile
from audit.models import record
from placements import policies
from placements.actions.moves import take_move
from placements.eligibility import ADULT_AGE
from placements.exceptions import RuleViolation
from placements.letters.codes import new_verify_code
from placements.letters.evidence import GENESIS, evidence_hash
from placements.letters.fonts import MissingGlyph, require_glyphs
from placements.letters.strokes import BadStrokes, Strokes, read_pad, read_strokes
from placements.letters.text import (
    LetterError,
    LetterFacts,
    LetterText,
    TemplateBody,
    render_letter,
)
from placements.letters.typeset import Signature, typeset
from placements.models import (
    Commitment,
    CommitmentTemplate,
    Placement,
    SignatureEvidence,
)

# One chain for the whole database; held until commit, so links never fork.
CHAIN_LOCK = 0x59515052


@transaction.atomic
def draw_up_letter(placement: Placement, *, by) -> Commitment:
    """Fill in the newest published template and freeze the words. The placement must
    be locked by the caller."""
    template = (
        CommitmentTemplate.objects.filter(
            kind=CommitmentTemplate.Kind.STUDENT, published_at__isnull=False
        )
        .order_by("-version")
        .first()
    )
    if template is None:
        raise RuleViolation("承诺书模板还没有发布，请联系团市委。")
    number = f"{placement.season.number_prefix}-C-{placement.pk:06d}"
    text = _render(TemplateBody.from_dict(template.body), placement, number)
    letter = Commitment.objects.create(
        placement=placement,
        template=template,
        number=number,
        verify_code=new_verify_code(),
        text=text.as_dict(),
        text_sha256=text.sha256,
    )
    record("commitment.draw_up", subject=letter, by=by, text_sha256=text.sha256)
    return letter


def _render(body: TemplateBody, placement: Placement, number: str) -> LetterText:
    profile = StudentProfile.objects.select_related("university").get(
        user=placement.student_id
    )
    post = placement.post
    age = profile.age_on(placement.starts_on)
    try:
        text = render_letter(
            body,
            LetterFacts(
                number=number,
                student=placement.student.name,
                university=str(profile.university or ""),
                starts_on=placement.starts_on,
                ends_on=placement.ends_on,
                unit=post.unit.name,
                post=post.title,
                mentor=post.mentor_name,
                committee=placement.managing_committee.short_name,
                is_minor=age is not None and age < ADULT_AGE,
            ),
        )
        # Found out now, a rare character can still be helped; after signing it cannot.
        require_glyphs(text.words)
    except (LetterError, MissingGlyph) as refusal:
        raise RuleViolation(f"承诺书写不出来：{refusal}请打咨询电话。") from refusal
    return text


def void_letter(placement: Placement, *, by, reason: str) -> None:
    """Who lost the place is bound to nothing. The placement must be locked."""
    letters = Commitment.objects.standing().filter(placement=placement)
    for letter in letters.order_by("pk").locked():
        take_move(letter, "void", by=by, reason=reason)


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a signature came from, as the server saw it."""

    address: str | None
    user_agent: str


@transaction.atomic
def sign_letter(
    letter: Commitment,
    *,
    by,
    read_sha256: str,
    strokes: str = "",
    typed_name: str = "",
    trace: Trace,
    now: datetime,
) -> Commitment:
    """The student signs the words whose fingerprint they were shown, by drawing or by
    typing their name; both bind alike. The PDF is set and stored with it."""
    letter = (
        Commitment.objects.locked()
        .select_related("placement__student", "template")
        .get(pk=letter.pk)
    )
    policies.require(policies.can_sign_letter(by, letter))
    if read_sha256 != letter.text_sha256:
        raise RuleViolation("承诺书的文字和你刚才读的不一样了。重新读一遍再签。")
    drawn = _read_drawing(strokes) if not typed_name else None
    if drawn is None:
        _require_own_name(typed_name, letter.placement.student.name)
    letter.signed_at = now
    take_move(letter, "sign", by=by, fields=("signed_at",))
    evidence = _keep_evidence(
        letter, by=by, drawn=drawn, typed_name=typed_name, trace=trace, now=now
    )
    _store_pdf(letter, evidence)
    return letter


def _read_drawing(strokes: str) -> Strokes:
    try:
        return read_pad(strokes)
    except BadStrokes as refusal:
        raise RuleViolation(str(refusal)) from refusal


def _require_own_name(typed: str, name: str) -> None:
    if "".join(typed.split()) != "".join(name.split()):
        raise RuleViolation(f"打字签名要和登记的姓名一样：{name}。")


def _keep_evidence(
    letter: Commitment,
    *,
    by,
    drawn: Strokes | None,
    typed_name: str,
    trace: Trace,
    now: datetime,
) -> SignatureEvidence:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = SignatureEvidence.objects.order_by("-id").first()
    method = SignatureEvidence.Method
    evidence = SignatureEvidence(
        commitment=letter,
        signer_kind=SignatureEvidence.Signer.STUDENT,
        signer=by,
        method=method.DRAWN if drawn else method.TYPED,
        strokes=drawn or [],
        typed_name="" if drawn else typed_name,
        text_sha256=letter.text_sha256,
        template_version=letter.template.version,
        signed_at=now,
        address=trace.address,
        user_agent=trace.user_agent[:300],
        previous_hash=last.hash if last else GENESIS,
    )
    evidence.hash = evidence_hash(evidence.previous_hash, evidence_record(evidence))
    evidence.save()
    return evidence


def evidence_record(evidence: SignatureEvidence) -> dict[str, object]:
    """Everything about one signature that the chain protects."""
    return {
        "commitment": evidence.commitment.number,
        "signer_kind": str(evidence.signer_kind),
        "signer": evidence.signer_id,
        "method": str(evidence.method),
        "strokes": evidence.strokes,
        "typed_name": evidence.typed_name,
        "text_sha256": evidence.text_sha256,
        "template_version": evidence.template_version,
        "signed_at": evidence.signed_at,
        "address": evidence.address,
        "user_agent": evidence.user_agent,
    }


def _store_pdf(letter: Commitment, evidence: SignatureEvidence) -> None:
    pdf = typeset(
        LetterText.from_dict(letter.text),
        [
            Signature(
                role="学生",
                name=letter.placement.student.name,
                signed_at=evidence.signed_at,
                strokes=read_strokes(evidence.strokes) if evidence.strokes else None,
            )
        ],
        verify_code=letter.verify_code,
        verify_url=f"{settings.SITE_URL}/verify/{letter.verify_code}/",
    )
    letter.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
    # Named by its content: should the transaction fail, the file is only unused.
    name = f"{letter.number}-{letter.pdf_sha256[:12]}.pdf"
    letter.pdf.save(name, ContentFile(pdf), save=False)
    letter.save(update_fields=["pdf", "pdf_sha256"])
