"""Everything that can happen to an application. The wishes in it: ``wishes``."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts import profile as profiles
from accounts.models import REQUIRED_CONSENTS, StudentProfile, User
from audit.models import record
from placements import notifications, policies
from placements.actions.bulk import decide_all
from placements.actions.moves import take_move
from placements.actions.returns import require_reasons
from placements.actions.windows import (
    LISTS_LOCKED,
    require_lists_open,
    require_no_round_running,
    require_window,
)
from placements.dossier import Dossier, dossier_of, lock_own_application
from placements.eligibility import missing_in, why_not_yet
from placements.exceptions import RuleViolation, WindowClosed
from placements.models import Application, Season, SeasonWindow
from placements.states import APPLICATION_EDITABLE, HOLDS_A_PLACE

REJECTED = "你本季的报名没有通过资格审核。有疑问请打咨询电话。"


@transaction.atomic
def start_application(season: Season, *, by, now: datetime) -> Application:
    """The student's draft for this season; the one they have, if they have one."""
    # Two taps on one button: the second waits here and finds what the first began.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    mine = Application.objects.filter(season=season, student=by).order_by("id")
    standing = mine.live().first()
    if standing:
        return standing
    require_window(season, SeasonWindow.Kind.REGISTRATION, now)
    if mine.in_state(Application.State.REJECTED).exists():
        raise RuleViolation(REJECTED)
    if season.placements.filter(student=by, state__in=HOLDS_A_PLACE).exists():
        raise RuleViolation("你本季已经录用，不用再报名。")
    application = Application.objects.create(season=season, student=by)
    record("application.start", subject=application, by=by)
    return application


@transaction.atomic
def save_identity(
    application: Application, *, by, channel: str, **identity
) -> Application:
    """Who the student is and by which road they come, while it may still change."""
    application = _for_editing(application, by)
    profiles.save_identity(by, **identity)
    application.channel = channel
    # A number typed wrongly and handed in must not go on blocking its owner.
    application.id_number_index = ""
    application.save(update_fields=["channel", "id_number_index"])
    record("application.save_identity", subject=application, by=by)
    return application


@transaction.atomic
def save_education(
    application: Application,
    *,
    by,
    available_from: date | None = None,
    available_until: date | None = None,
    **education,
) -> Application:
    """What the student studies and when they are free, while it may still change."""
    application = _for_editing(application, by)
    profiles.save_education(by, **education)
    application.available_from = available_from
    application.available_until = available_until
    application.save(update_fields=["available_from", "available_until"])
    record("application.save_education", subject=application, by=by)
    return application


def submit_application(
    application: Application, *, by, now: datetime, agreeing_to: Iterable[str] = ()
) -> Application:
    """Hand the application in. What is missing is said in one sentence.

    ``agreeing_to`` is agreed to together with it, or not at all.
    """
    with _one_for_each_id_number(), transaction.atomic():
        locked = Application.objects.locked().select_related("season")
        application = locked.get(pk=application.pk)
        policies.require(policies.can_edit_application(by, application))
        _submit(application, by=by, now=now, agreeing_to=agreeing_to)
    return application


def submit_own_application(
    season: Season, *, by, now: datetime, agreeing_to: Iterable[str] = ()
) -> Application | None:
    """``submit_application`` for the one that counts in this season, if any does."""
    with _one_for_each_id_number(), transaction.atomic():
        application = lock_own_application(season, by)
        if application is not None:
            _submit(application, by=by, now=now, agreeing_to=agreeing_to)
    return application


@contextmanager
def _one_for_each_id_number() -> Iterator[None]:
    """The constraint on ID numbers decides between two at once; whoever loses it has
    lost their whole transaction, and is told why."""
    try:
        yield
    except IntegrityError as refusal:
        if "one_live_application_per_id_number_and_season" not in str(refusal):
            raise
        raise RuleViolation(
            "这个证件号本季已经有一份报名。如果是你用别的手机号报的，登录那个号继续；"
            "如果不是你报的，打咨询电话，我们来核对。"
        ) from refusal


def _submit(
    application: Application, *, by, now: datetime, agreeing_to: Iterable[str]
) -> None:
    if application.state != Application.State.RETURNED:
        require_window(application.season, SeasonWindow.Kind.REGISTRATION, now)
    dossier = dossier_of(application)
    if dossier.lists_are_locked:
        raise WindowClosed(LISTS_LOCKED)
    profile = _complete_profile(dossier, application, by)
    refusal = why_not_yet(profile, dossier.wishes)
    if refusal:
        raise RuleViolation(refusal)
    if not profiles.give_consents(by, agreeing_to) >= REQUIRED_CONSENTS:
        raise RuleViolation("还差两项必要的同意，勾选后再提交。")
    # The person is known by the ID number: another phone is not another chance.
    if dossier.was_rejected:
        raise RuleViolation(REJECTED)
    application.id_number_index = profile.id_number_index
    application.managing_committee_id = dossier.wishes[0].post.managing_committee_id
    application.submitted_at = now
    application.number = f"{application.season.number_prefix}-{application.pk:06d}"
    application.return_reasons, application.return_note = [], ""
    take_move(application, "submit", by=by, fields=SUBMITTED)


SUBMITTED = (
    "id_number_index",
    "managing_committee",
    "submitted_at",
    "number",
    "return_reasons",
    "return_note",
)


@transaction.atomic
def take_back_application(
    application: Application, *, by, now: datetime
) -> Application:
    """Fetch it back to change it, while registration is open."""
    application = (
        Application.objects.locked().select_related("season").get(pk=application.pk)
    )
    policies.require(policies.can_edit_application(by, application))
    require_window(application.season, SeasonWindow.Kind.REGISTRATION, now)
    require_lists_open(application.season_id)
    take_move(application, "take_back", by=by)
    return application


@transaction.atomic
def withdraw_application(application: Application, *, by) -> Application:
    """Leave the season. The student may apply again while registration is open."""
    application = Application.objects.locked().get(pk=application.pk)
    policies.require(policies.can_edit_application(by, application))
    require_lists_open(application.season_id)
    take_move(application, "withdraw", by=by)
    return application


@transaction.atomic
def qualify_application(application: Application, *, by, now: datetime) -> Application:
    """Let the student into the selection."""
    application = _for_review(application, by)
    require_no_round_running(application.season_id)
    require_lists_open(application.season_id)
    application.reviewed_at, application.reviewed_by = now, by
    take_move(application, "qualify", by=by, fields=("reviewed_at", "reviewed_by"))
    notifications.tell_student_qualified(application)
    return application


@transaction.atomic
def qualify_applications(
    applications: Iterable[Application], *, by, now: datetime
) -> list[Application]:
    """Qualify all of them or none."""
    return decide_all(
        applications, lambda each: qualify_application(each, by=by, now=now)
    )


@transaction.atomic
def return_application(
    application: Application, *, by, now: datetime, reasons: list[str], note: str = ""
) -> Application:
    """Send it back with coded reasons and a text: the usual answer to a flaw."""
    application = _for_review(application, by)
    require_reasons(reasons, note)
    _write_review(application, by=by, now=now, reasons=reasons, note=note)
    take_move(application, "return", by=by, fields=REVIEWED, reasons=reasons, note=note)
    notifications.tell_student_returned(application)
    return application


@transaction.atomic
def reject_application(
    application: Application, *, by, now: datetime, reasons: list[str], note: str
) -> Application:
    """Refuse the student this season; the text must say why."""
    application = _for_review(application, by)
    if not note.strip():
        raise RuleViolation("不通过要写明原因，学生会看到。能改的问题请用退回修改。")
    _write_review(application, by=by, now=now, reasons=reasons, note=note)
    take_move(application, "reject", by=by, fields=REVIEWED, reasons=reasons, note=note)
    notifications.tell_student_rejected(application)
    return application


REVIEWED = ("reviewed_at", "reviewed_by", "return_reasons", "return_note")


def _write_review(application, *, by, now, reasons, note) -> None:
    application.reviewed_at, application.reviewed_by = now, by
    application.return_reasons, application.return_note = reasons, note


@transaction.atomic
def unmask_id_number(application: Application, *, by, reason: str) -> str:
    """The whole ID number, once, for a written reason that goes into the log."""
    policies.require(policies.can_unmask_id_number(by, application))
    if len(reason.strip()) < 4:
        raise RuleViolation("写明为什么要看证件号，至少 4 个字，会留下记录。")
    profile = StudentProfile.objects.filter(user=application.student_id).first()
    if profile is None or not profile.id_number:
        raise RuleViolation("这名学生还没有填证件号。")
    record("application.unmask_id_number", subject=application, by=by, reason=reason)
    return profile.id_number


def _for_review(application: Application, by) -> Application:
    application = (
        Application.objects.locked().select_related("student").get(pk=application.pk)
    )
    policies.require(policies.can_review_application(by, application))
    return application


def _for_editing(application: Application, by) -> Application:
    application = Application.objects.locked().get(pk=application.pk)
    policies.require(policies.can_edit_application(by, application))
    if application.state not in APPLICATION_EDITABLE:
        raise RuleViolation("报名已经交了。要改，先撤回修改。")
    return application


def _complete_profile(dossier: Dossier, application: Application, by) -> StudentProfile:
    missing = missing_in(dossier.profile, by.name, application.channel)
    if missing:
        raise RuleViolation(f"还差{'、'.join(missing)}，补上再提交。")
    assert dossier.profile is not None  # noqa: S101  - for None everything is missing
    return dossier.profile
