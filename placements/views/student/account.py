"""My account: what we know about me, what I agreed to, how this looks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.models import REQUIRED_CONSENTS, Consent, ConsentPurpose, StudentProfile
from accounts.profile import give_consent, masked_id, withdraw_consent
from accounts.requests import SignedInRequest
from placements.forms.student_answers import OptionalConsentForm
from placements.masks import mask_phone
from placements.views.answers import done
from placements.views.season import current_season


@require_GET
def account(request: SignedInRequest) -> HttpResponse:
    return _page(request)


@require_POST
def consent(request: SignedInRequest) -> HttpResponse:
    """Give or take back what is not needed for applying."""
    form = OptionalConsentForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422)
    purpose = form.cleaned_data["purpose"]
    if form.cleaned_data["agrees"] == "yes":
        give_consent(request.user, purpose)
        sentence = "记下了你的同意，随时可以撤回。"
    else:
        withdraw_consent(request.user, purpose)
        sentence = "撤回了，以后不再这样用。"
    return done(request, sentence, "placements:student-account")


def _page(request: SignedInRequest, *, status: int = 200) -> HttpResponse:
    profiles = StudentProfile.objects.filter(user=request.user)
    profile = profiles.select_related("university", "residence").first()
    context = {
        "season": current_season(request),
        "phone": mask_phone(request.user.phone),
        "facts": _facts(profile),
        "consents": _consents(request),
    }
    template = "placements/student/account.html"
    return render(request, template, context, status=status)


def _facts(profile: StudentProfile | None) -> list[tuple[str, str]]:
    if profile is None:
        return []
    shown = (
        ("证件", masked_id(profile) if profile.id_number else ""),
        ("出生", f"{profile.birth_date:%Y-%m-%d}" if profile.birth_date else ""),
        ("住在", str(profile.residence or "")),
        ("学校", str(profile.university or "")),
        ("专业", profile.major),
        ("介绍", profile.introduction),
    )
    return [fact for fact in shown if fact[1]]


def _consents(request: SignedInRequest) -> list[dict]:
    standing = Consent.objects.standing().filter(user=request.user).order_by("id")
    given = {consent.purpose: consent for consent in standing}
    return [
        {
            "purpose": purpose.value,
            "label": purpose.label,
            "given": given.get(purpose.value),
            "is_required": purpose in REQUIRED_CONSENTS,
        }
        for purpose in ConsentPurpose
    ]
