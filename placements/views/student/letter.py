"""The letter of commitment: read it, sign it, take the PDF home."""

from allauth.account.adapter import get_adapter
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from placements.actions.letters import Trace, sign_letter
from placements.exceptions import RuleViolation
from placements.forms.student_letter import SignLetterForm
from placements.letters.codes import group_code
from placements.letters.text import LetterText
from placements.models import Commitment
from placements.models.commitment import CommitmentQuerySet
from placements.states import HOLDS_A_PLACE, CommitmentState
from placements.views.answers import done, refuse
from placements.views.season import current_season


def _letters_of(request: HttpRequest) -> CommitmentQuerySet:
    return Commitment.objects.filter(placement__student=request.user).select_related(
        "placement__season", "template"
    )


@require_GET
def letter(request: HttpRequest) -> HttpResponse:
    season = current_season(request)
    found = (
        _letters_of(request)
        .standing()
        .filter(placement__season=season, placement__state__in=HOLDS_A_PLACE)
        .order_by("-id")
        .first()
    )
    if found is None:
        context = {"season": season}
        return render(request, "placements/student/no_letter.html", context)
    return _page(request, found, SignLetterForm(initial=_shown(found)))


@require_POST
def letter_sign(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_letters_of(request), pk=pk)
    form = SignLetterForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    trace = Trace(
        address=get_adapter(request).get_client_ip(request),
        user_agent=request.headers.get("user-agent", ""),
    )
    back = reverse("placements:student-letter")
    try:
        sign_letter(
            found,
            by=request.user,
            trace=trace,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except RuleViolation as refusal:
        return refuse(request, refusal, back=back)
    return done(request, "承诺书签好了。", back)


@require_GET
def letter_pdf(request: HttpRequest, pk: int) -> FileResponse:
    found = get_object_or_404(_letters_of(request).exclude(pdf=""), pk=pk)
    return FileResponse(
        found.pdf.open("rb"),
        as_attachment=True,
        filename=f"承诺书 {found.number}.pdf",
        content_type="application/pdf",
    )


def _shown(found: Commitment) -> dict[str, str]:
    return {"read_sha256": found.text_sha256}


def _page(
    request: HttpRequest, found: Commitment, form: SignLetterForm, *, status: int = 200
) -> HttpResponse:
    signing = found.state == CommitmentState.TO_SIGN
    context = {
        "season": found.placement.season,
        "letter": found,
        "text": LetterText.from_dict(found.text),
        "form": form if signing else None,
        "window": found.placement.season.window("SIGNING"),
        "verify_code": group_code(found.verify_code),
        "signature": found.signatures.filter(signer=request.user).first(),
    }
    return render(request, "placements/student/letter.html", context, status=status)
