"""The first two steps of an application: who I am, what I study."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.exceptions import ProfileRefused
from accounts.models import StudentProfile
from accounts.profile import masked_id
from accounts.requests import SignedInRequest
from directory.models import Division, University
from placements.actions.applications import (
    save_education,
    save_identity,
    start_application,
)
from placements.exceptions import RuleViolation
from placements.forms.student_application import EducationForm, IdentityForm
from placements.models import Application, Season, SeasonWindow
from placements.road import application_steps
from placements.states import APPLICATION_IN_PLAY
from placements.views.answers import done, refuse
from placements.views.season import current_season
from placements.views.student.mine import my_application, profile_of

THE_SUMMARY = "placements:student-application-consent"


@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: SignedInRequest) -> HttpResponse:
    season = current_season(request)
    application = my_application(request, season)
    if request.method == "POST":
        return _identity_saved(request, season, application)
    if application and application.state in APPLICATION_IN_PLAY:
        return redirect(THE_SUMMARY)
    now = timezone.now()
    if application is None and not season.window_open(
        SeasonWindow.Kind.REGISTRATION, now
    ):
        window = season.window(SeasonWindow.Kind.REGISTRATION)
        context = {"season": season, "window": window, "now": now}
        return render(request, "placements/student/application_closed.html", context)
    profile = profile_of(application) or _profile_without_application(request)
    initial = {"name": request.user.name, **_identity_of(profile)}
    if application:
        initial["channel"] = application.channel
    return _identity_page(request, season, profile, initial=initial)


def _identity_saved(
    request: SignedInRequest, season: Season, application: Application | None
) -> HttpResponse:
    profile = profile_of(application) or _profile_without_application(request)
    form = _identity_form(profile, request.POST)
    if not form.is_valid():
        return _identity_page(request, season, profile, form, status=422)
    try:
        application = application or start_application(
            season, by=request.user, now=timezone.now()
        )
        save_identity(application, by=request.user, **form.cleaned_data)
    except ProfileRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return _identity_page(request, season, profile, form, status=422)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse("placements:student-home"))
    return done(request, "身份信息存好了。", "placements:student-application-education")


def _profile_without_application(request: SignedInRequest) -> StudentProfile | None:
    """From an earlier season; this one begins with what we know already."""
    profiles = StudentProfile.objects.filter(user=request.user)
    return profiles.select_related("residence", "university").first()


def _identity_of(profile: StudentProfile | None) -> dict[str, Any]:
    if profile is None:
        return {}
    return {
        "id_type": profile.id_type,
        "birth_date": profile.birth_date,
        "gender": profile.gender,
        "political_status": profile.political_status,
        "home_district": profile.home_district_id,
        "residence": profile.residence_id,
    }


def _identity_form(profile: StudentProfile | None, *args, **kwargs) -> IdentityForm:
    stored = masked_id(profile) if profile and profile.id_number else ""
    divisions = list(Division.objects.order_by("code"))
    return IdentityForm(*args, divisions=divisions, stored=stored, **kwargs)


def _identity_page(
    request: SignedInRequest,
    season: Season,
    profile: StudentProfile | None,
    form: IdentityForm | None = None,
    *,
    initial: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "season": season,
        "form": form or _identity_form(profile, initial=initial),
        "steps": application_steps("身份"),
    }
    template = "placements/student/application_identity.html"
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def education(request: SignedInRequest) -> HttpResponse:
    season = current_season(request)
    application = my_application(request, season)
    if application is None:
        return redirect("placements:student-application")
    universities = list(University.objects.order_by("pinyin", "id"))
    if request.method == "POST":
        return _education_saved(request, application, universities)
    if application.state in APPLICATION_IN_PLAY:
        return redirect(THE_SUMMARY)
    initial = _education_of(application)
    form = EducationForm(initial=initial, universities=universities)
    return _education_page(request, season, form)


def _education_saved(
    request: SignedInRequest, application: Application, universities: list[University]
) -> HttpResponse:
    form = EducationForm(request.POST, universities=universities)
    if not form.is_valid():
        return _education_page(request, application.season, form, status=422)
    try:
        save_education(application, by=request.user, **form.cleaned_data)
    except ProfileRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return _education_page(request, application.season, form, status=422)
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(THE_SUMMARY))
    return done(request, "学籍信息存好了。", "placements:student-wishes")


def _education_of(application: Application) -> dict[str, Any]:
    profile = profile_of(application)
    mine = {
        "available_from": application.available_from,
        "available_until": application.available_until,
    }
    if profile is None:
        return mine
    return {
        **mine,
        "university": profile.university and profile.university.name,
        "college": profile.college,
        "major": profile.major,
        "degree": profile.degree,
        "entry_year": profile.entry_year,
        "graduates_on": profile.graduates_on,
        "skills": profile.skills,
        "introduction": profile.introduction,
    }


def _education_page(
    request: SignedInRequest, season: Season, form: EducationForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "season": season,
        "form": form,
        "steps": application_steps("学籍"),
    }
    template = "placements/student/application_education.html"
    return render(request, template, context, status=status)
