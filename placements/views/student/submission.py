"""The last step of an application: agree, look it over, hand it in, take it back."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Consent
from accounts.profile import masked_id
from accounts.requests import SignedInRequest
from placements.actions.applications import (
    submit_own_application,
    take_back_application,
    withdraw_application,
)
from placements.chinese_dates import day
from placements.eligibility import missing_education, missing_identity, why_not_yet
from placements.exceptions import RuleViolation
from placements.forms.student_application import ConsentForm
from placements.models import Application, Preference, Season, SeasonWindow
from placements.road import application_steps
from placements.states import APPLICATION_IN_PLAY
from placements.views.answers import done, refuse
from placements.views.season import current_season
from placements.views.student.mine import my_application, profile_of

BEGINNING = "placements:student-application"
HERE = "placements:student-application-consent"


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: SignedInRequest) -> HttpResponse:
    season = current_season(request)
    # Whoever ticks all that is needed need not be looked up first: at the opening
    # everybody does, all at once.
    form = ConsentForm(request.POST or None, given=set())
    if form.is_valid():
        return _hand_in(request, season, form.agreed)
    application = my_application(request, season)
    if application is None:
        return redirect(BEGINNING)
    given = _consents_of(request)
    if request.method != "POST":
        return _page(request, season, application, ConsentForm(given=set(given)), given)
    form = ConsentForm(request.POST, given=set(given))
    if not form.is_valid():
        return _page(request, season, application, form, given, status=422)
    return _hand_in(request, season, form.agreed)


def _hand_in(
    request: SignedInRequest, season: Season, agreed: list[str]
) -> HttpResponse:
    now = timezone.now()
    try:
        submitted = submit_own_application(
            season, by=request.user, now=now, agreeing_to=agreed
        )
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(HERE))
    if submitted is None:
        return redirect(BEGINNING)
    return done(request, "报名提交了，等团委审核。", "placements:student-home")


@require_POST
def take_back(request: SignedInRequest) -> HttpResponse:
    application = _my_application_or_404(request)
    try:
        take_back_application(application, by=request.user, now=timezone.now())
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(HERE))
    return done(request, "报名撤回来了，改好记得再提交。", HERE)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest) -> HttpResponse:
    """Asks first: what was filled in stays, but the place in the queue is gone."""
    application = _my_application_or_404(request)
    if request.method != "POST":
        context = {"season": application.season, "application": application}
        return render(request, "placements/student/withdraw.html", context)
    try:
        withdraw_application(application, by=request.user)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(HERE))
    return done(
        request, "报名撤回了。报名截止前还可以再报。", "placements:student-home"
    )


def _my_application_or_404(request: SignedInRequest) -> Application:
    application = my_application(request, current_season(request))
    if application is None:
        raise Http404("没有可以撤回的报名。")
    return application


def _consents_of(request: SignedInRequest) -> dict[str, Consent]:
    standing = Consent.objects.standing().filter(user=request.user).order_by("id")
    return {consent.purpose: consent for consent in standing}


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the summary, and what is still missing in it."""

    title: str
    url: str
    facts: list[tuple[str, str]]
    missing: list[str]


def _page(
    request: SignedInRequest,
    season: Season,
    application: Application,
    form: ConsentForm,
    given: dict[str, Consent],
    *,
    status: int = 200,
) -> HttpResponse:
    wishes = list(application.preferences.standing().with_posts().in_order())
    parts = [_identity(application), _education(application), _wishes(wishes)]
    missing = [part for part in parts if part.missing]
    profile = profile_of(application)
    context = {
        "season": season,
        "application": application,
        "in_play": application.state in APPLICATION_IN_PLAY,
        "form": form,
        "given": list(given.values()),
        "parts": parts,
        "missing": missing,
        "refusal": "" if missing or not profile else why_not_yet(profile, wishes),
        "window": season.open_window(SeasonWindow.Kind.REGISTRATION, timezone.now()),
        "steps": application_steps("提交"),
    }
    template = "placements/student/application_consent.html"
    return render(request, template, context, status=status)


def _identity(application: Application) -> Part:
    profile, name = profile_of(application), application.student.name
    facts = []
    if profile is not None:
        facts = [
            ("姓名", name),
            ("证件", masked_id(profile) if profile.id_number else ""),
            ("出生", f"{profile.birth_date:%Y-%m-%d}" if profile.birth_date else ""),
            ("住在", str(profile.residence or "")),
            ("渠道", application.get_channel_display()),
        ]
    missing = missing_identity(profile, name, application.channel)
    url = reverse("placements:student-application")
    return Part("身份", url, [fact for fact in facts if fact[1]], missing)


def _education(application: Application) -> Part:
    profile = profile_of(application)
    facts = []
    if profile is not None:
        graduates = profile.graduates_on
        facts = [
            ("学校", str(profile.university or "")),
            ("专业", profile.major),
            ("学历", profile.get_degree_display()),
            ("毕业", f"{graduates.year}年{graduates.month}月" if graduates else ""),
            ("空闲", _free(application)),
            ("介绍", profile.introduction),
        ]
    url = reverse("placements:student-application-education")
    shown = [fact for fact in facts if fact[1]]
    return Part("学籍", url, shown, missing_education(profile))


def _free(application: Application) -> str:
    start, end = application.available_from, application.available_until
    ends = [f"{day(start)}起" if start else "", f"到{day(end)}" if end else ""]
    return " ".join(filter(None, ends))


def _wishes(wishes: list[Preference]) -> Part:
    facts = [
        (f"第 {wish.rank}", f"{wish.post.title}\n{wish.post.unit.name}")
        for wish in wishes
    ]
    missing = [] if wishes else ["至少一个志愿"]
    return Part("志愿", reverse("placements:student-wishes"), facts, missing)
