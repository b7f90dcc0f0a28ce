"""The round of the two-way selection: its state, and the one thing to do next."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from placements import policies
from placements.actions import selection as actions
from placements.desk import Choice
from placements.exceptions import RuleViolation
from placements.forms.staff_selection import ReleaseForm, UnlockForm
from placements.models import Season, SelectionRound, SelectionRun
from placements.promise import policy_text
from placements.readiness import readiness_of
from placements.states import TONES, RoundState
from placements.views.answers import done, refuse
from placements.views.season import staff_season
from placements.views.staff.desk import desk_context, promise_record
from placements.views.staff.pages import staff_page, staff_render
from placements.views.staff.release import release_context

PAGE = "placements:staff-round"
STAGE = "选岗"
ORDINALS = "零一二三四五六七八九十"
FORM_METHODS = ["GET", "HEAD", "POST"]


@require_GET
@staff_page
def round_page(request: HttpRequest) -> HttpResponse:
    """One page whatever the state; who may only read gets it without buttons."""
    policies.require(policies.can_read_selection(request.user))
    choice = Choice.of(request.GET)
    round_ = _round_of(staff_season(request), choice.round)
    draw = PAGES.get(RoundState(round_.state), _desk_page)
    return draw(request, round_, choice)


def _open_page(request: HttpRequest, round_: SelectionRound, _: Choice) -> HttpResponse:
    ready = readiness_of(round_, timezone.now())
    return _render(request, "round_open.html", round_, {"ready": ready})


def _locked_page(
    request: HttpRequest, round_: SelectionRound, _: Choice
) -> HttpResponse:
    return _render(
        request, "round_locked.html", round_, {"record": promise_record(round_)}
    )


def _desk_page(
    request: HttpRequest, round_: SelectionRound, choice: Choice
) -> HttpResponse:
    run = _latest_run(round_)
    context = desk_context(run, choice, by=request.user)
    return _render(request, "desk.html", round_, context)


PAGES = {RoundState.OPEN: _open_page, RoundState.LOCKED: _locked_page}


@require_http_methods(FORM_METHODS)
@staff_page
def round_lock(request: HttpRequest) -> HttpResponse:
    """What the lock ends is read before it is done."""
    policies.require(policies.can_run_selection(request.user))
    season = staff_season(request)
    round_ = _round_of(season, None)
    if request.method == "POST":
        return _act(
            request,
            lambda now: actions.lock_lists(
                season, by=request.user, now=now, round_no=round_.round_no
            ),
            "名单锁定了，可以计算。",
        )
    if round_.state != RoundState.OPEN:
        return redirect(PAGE)
    context = {
        "ready": readiness_of(round_, timezone.now()),
        "policy": policy_text(season),
    }
    return _render(request, "lock.html", round_, context)


@require_http_methods(FORM_METHODS)
@staff_page
def round_unlock(request: HttpRequest) -> HttpResponse:
    policies.require(policies.can_run_selection(request.user))
    round_ = _standing_round(request)
    form = UnlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _act(
            request,
            lambda _: actions.unlock_round(
                round_, by=request.user, **form.cleaned_data
            ),
            "解除锁定了。改好数据，重新锁定。",
        )
    status = 422 if form.is_bound else 200
    return _render(request, "unlock.html", round_, {"form": form}, status=status)


@require_POST
@staff_page
def round_run(request: HttpRequest) -> HttpResponse:
    round_ = _standing_round(request)
    return _act(
        request,
        lambda _: actions.run_selection(round_, by=request.user),
        "算好了。学生和单位现在还看不到。",
    )


@require_POST
@staff_page
def round_send(request: HttpRequest) -> HttpResponse:
    round_ = _standing_round(request)
    return _act(
        request,
        lambda now: actions.send_for_review(round_, by=request.user, now=now),
        "送复核了，等另一位同事看过并发布。",
    )


@require_http_methods(FORM_METHODS)
@staff_page
def round_release(request: HttpRequest) -> HttpResponse:
    """Everything that will go out is read before it does."""
    policies.require(policies.can_run_selection(request.user))
    round_ = _standing_round(request)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _act(
            request,
            lambda now: actions.release_round(
                round_, by=request.user, now=now, **form.cleaned_data
            ),
            "结果发布了，通知正在发出。",
        )
    if round_.state != RoundState.PROPOSED:
        return redirect(PAGE)
    context = release_context(_latest_run(round_), timezone.now(), by=request.user)
    status = 422 if form.is_bound else 200
    return _render(request, "release.html", round_, context, status=status)


def _act(
    request: HttpRequest, act: Callable[[datetime], object], sentence: str
) -> HttpResponse:
    try:
        act(timezone.now())
    except RuleViolation as refusal:
        return refuse(request, refusal, back=reverse(PAGE))
    return done(request, sentence, PAGE)


def _round_of(season: Season, number: int | None) -> SelectionRound:
    """The round of that number, or the latest; the first one needs no row to exist."""
    rounds = season.rounds.select_related("locked_by", "sent_by", "released_by")
    if number is not None:
        rounds = rounds.filter(round_no=number)
    round_ = rounds.order_by("-round_no").first()
    if round_ is None and number is not None:
        raise Http404
    round_ = round_ or SelectionRound(round_no=1)
    round_.season = season
    return round_


def _standing_round(request: HttpRequest) -> SelectionRound:
    round_ = _round_of(staff_season(request), None)
    if round_.pk is None:
        raise Http404
    return round_


def _latest_run(round_: SelectionRound) -> SelectionRun:
    run = round_.runs.order_by("-run_no").first()
    if run is None:
        raise Http404
    run.round = round_
    return run


def _render(
    request: HttpRequest,
    template: str,
    round_: SelectionRound,
    context: dict,
    *,
    status: int = 200,
) -> HttpResponse:
    about = {
        "round": round_,
        "round_name": f"第{ORDINALS[round_.round_no]}轮",
        "tone": TONES.get(round_.state, ""),
        "may_run": policies.can_run_selection(request.user),
        **context,
    }
    return staff_render(request, f"selection/{template}", STAGE, about, status=status)
