"""Is this letter genuine? Answered for anybody, with nothing about the person."""

import hashlib
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from placements.chinese_dates import full_day
from placements.forms.public_verify import VerifyForm
from placements.letters.codes import BadCode, group_code, normalise_code
from placements.masks import mask_name
from placements.models import Commitment
from placements.models.commitment import CommitmentQuerySet
from placements.states import CommitmentState


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence, the colour and the icon of it, and what it means."""

    title: str
    why: str
    tone: str = "ok"
    icon: str = "check-badge"
    state: str = ""


FAKE = Verdict(
    "查不到这份承诺书",
    "没有签发过这样的承诺书，或者文件在签发后被改过。",
    "danger",
    "exclamation-triangle",
)
VOID = Verdict(
    "这份承诺书已作废",
    "它签发过，后来作废了，现在没有效力。",
    "danger",
    "exclamation-triangle",
    "已作废",
)
REPLACED = Verdict(
    "这份承诺书已有新版",
    "它签发过，后来换成了新的一份，以新的为准。",
    "warn",
    "clock",
    "已被替代",
)
SIGNED = Verdict("这份承诺书是真的", "学生已经签署，还没有盖章。", state="已签，未盖章")
SEALED = Verdict("这份承诺书是真的", "由共青团阳泉市委签发。", state="有效")
VERDICTS = {
    CommitmentState.VOID: VOID,
    CommitmentState.SUPERSEDED: REPLACED,
    CommitmentState.SIGNED: SIGNED,
    CommitmentState.COUNTERSIGNED: SIGNED,
    CommitmentState.SEALED: SEALED,
}
SAME_FILE = "这个文件和签发的一字不差。"
OTHER_FILE_POSSIBLE = "要核对手里的文字有没有改过，请选 PDF 文件再查。"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, VerifyForm())
    if _too_often(request):
        return ratelimit.respond_429(request)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    if code := form.cleaned_data["code"]:
        return redirect("placements:public-verify-code", code=group_code(code))
    digest = _sha256(form.cleaned_data["pdf"])
    found = _issued().filter(pdf_sha256=digest).order_by("-id").first()
    return _answer(request, found, note=SAME_FILE)


@login_not_required
@require_GET
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code of a letter leads. Looking changes nothing."""
    if _too_often(request):
        return ratelimit.respond_429(request)
    try:
        wanted = normalise_code(code)
    except BadCode:
        return _answer(request, None)
    found = _issued().filter(verify_code=wanted).first()
    return _answer(request, found, note=OTHER_FILE_POSSIBLE)


def _too_often(request: HttpRequest) -> bool:
    """Codes cannot be guessed; the limit keeps a script from wearing the site out."""
    rates = {"verify": settings.VERIFY_RATE}
    return not ratelimit.consume(
        request, app="placements", action="verify", config=rates, limit_get=True
    )


def _issued() -> CommitmentQuerySet:
    """An unsigned letter is nobody's word yet."""
    signed = Commitment.objects.exclude(signed_at=None)
    return signed.select_related("placement__student", "template")


def _sha256(pdf: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in pdf.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _answer(
    request: HttpRequest, letter: Commitment | None, *, note: str = ""
) -> HttpResponse:
    if letter is None:
        return _page(request, VerifyForm(), verdict=FAKE, status=404)
    facts = [
        ("版本", f"第 {letter.template.version} 版"),
        ("签署人", mask_name(letter.placement.student.name)),
    ]
    if letter.signed_at:
        facts.append(("签署", full_day(letter.signed_at)))
    verdict = VERDICTS[CommitmentState(letter.state)]
    return _page(
        request, VerifyForm(), verdict=verdict, note=note, letter=letter, facts=facts
    )


def _page(
    request: HttpRequest, form: VerifyForm, *, status=200, **found
) -> HttpResponse:
    nothing: dict = {"verdict": None, "letter": None, "facts": [], "note": ""}
    context = {**nothing, **found, "form": form, "now": timezone.now(), "season": None}
    return render(request, "placements/public/verify.html", context, status=status)
