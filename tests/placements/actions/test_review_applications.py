"""Reviewing applications: qualify, return, reject, unmask; for one and for many."""

import threading
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from audit.models import Event
from notices.models import Delivery, Notice
from placements.actions.applications import (
    qualify_application,
    reject_application,
    return_application,
    unmask_id_number,
)
from placements.actions.bulk import decide_all
from placements.exceptions import IllegalMove, RuleViolation, WindowClosed
from placements.models import Application, SelectionRound
from tests.factories import (
    ApplicationFactory,
    GrantFactory,
    SeasonFactory,
    UserFactory,
    city_staff,
    county_staff,
    reader,
    student,
)

State = Application.State


@pytest.fixture
def application(db):
    return ApplicationFactory(submitted=True)


@pytest.fixture
def county(db):
    return county_staff()


def qualify(application, by):
    return qualify_application(application, by=by, now=timezone.now())


def send_back(application, by, reasons=("INCOMPLETE",), note="补上照片"):
    return return_application(
        application, by=by, now=timezone.now(), reasons=list(reasons), note=note
    )


def reject(application, by, note="不是在校生"):
    return reject_application(
        application, by=by, now=timezone.now(), reasons=["MISMATCH"], note=note
    )


def unmask(application, by):
    return unmask_id_number(application, by=by, reason="核对身份证")


def traces():
    return (
        list(Event.objects.order_by("id").values_list("name", flat=True)),
        list(Notice.objects.order_by("id").values_list("kind", flat=True)),
    )


def test_qualifying_leaves_who_when_a_trace_and_a_notice(application, county):
    qualified = qualify(application, county)

    assert qualified.state == State.QUALIFIED
    assert (qualified.reviewed_by, qualified.reviewed_at is not None) == (county, True)
    assert traces() == (["application.qualify"], ["application.qualified"])
    assert Notice.objects.get().recipient_id == application.student_id
    assert Event.objects.get().committee_id == application.managing_committee_id


def test_returning_says_why_to_the_student_by_message_too(application, county):
    returned = send_back(application, county)

    assert returned.state == State.RETURNED
    assert (returned.return_reasons, returned.return_note) == (
        ["INCOMPLETE"],
        "补上照片",
    )
    assert traces() == (["application.return"], ["application.returned"])
    assert "内容不全。补上照片" in Notice.objects.get().text
    assert Delivery.objects.get().address == application.student.phone


def test_rejecting_says_why(application, county):
    rejected = reject(application, county)

    assert rejected.state == State.REJECTED
    assert traces() == (["application.reject"], ["application.rejected"])
    assert "不是在校生" in Notice.objects.get().text


@pytest.mark.parametrize("note", ["", "   "])
def test_rejecting_without_a_written_reason_is_refused(application, county, note):
    with pytest.raises(RuleViolation, match="要写明原因"):
        reject(application, county, note=note)

    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    assert traces() == ([], [])


@pytest.mark.parametrize(
    ("reasons", "note", "sentence"),
    [((), "补照片", "至少一个原因"), (("OTHER",), " ", "选了其他")],
)
def test_returning_without_a_reason_is_refused(
    application, county, reasons, note, sentence
):
    with pytest.raises(RuleViolation, match=sentence):
        send_back(application, county, reasons, note)

    assert traces() == ([], [])


@pytest.mark.parametrize("decide", [qualify, send_back, reject])
@pytest.mark.parametrize("state", ["QUALIFIED", "WITHDRAWN", "RETURNED", "DRAFT"])
def test_only_what_waits_is_decided(application, county, decide, state):
    Application.objects.filter(pk=application.pk).update(state=state)

    with pytest.raises(IllegalMove):
        decide(application, county)

    assert traces() == ([], [])


@pytest.mark.parametrize("decide", [qualify, send_back, reject, unmask])
@pytest.mark.parametrize(
    "who", [lambda: county_staff("团盂县委"), reader, student, UserFactory]
)
def test_strangers_to_the_territory_decide_nothing(application, decide, who):
    with pytest.raises(PermissionDenied):
        decide(application, who())

    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    assert traces() == ([], [])


@pytest.mark.parametrize("decide", [qualify, send_back, reject, unmask])
def test_nobody_decides_about_themselves(application, decide):
    me = GrantFactory(user=application.student).user

    with pytest.raises(PermissionDenied):
        decide(application, me)


@pytest.mark.parametrize("state", ["LOCKED", "PROPOSED"])
def test_nobody_joins_a_list_that_is_locked(application, county, state):
    SelectionRound.objects.create(
        season=application.season,
        state=state,
        locked_at=timezone.now(),
        locked_by=county,
        seed="5",
        seed_digest="d",
        market_digest="d",
    )

    with pytest.raises(WindowClosed, match="名单已经锁定"):
        qualify(application, county)


def test_unmasking_shows_the_number_and_is_logged(application, county):
    shown = unmask_id_number(application, by=county, reason="核对身份证")

    assert shown == application.student.student_profile.id_number
    event = Event.objects.get()
    assert (event.name, event.actor) == ("application.unmask_id_number", county)
    assert event.data == {"reason": "核对身份证"}


@pytest.mark.parametrize("reason", ["", "看看", "    看   "])
def test_unmasking_asks_for_a_reason(application, county, reason):
    with pytest.raises(RuleViolation, match="至少 4 个字"):
        unmask_id_number(application, by=county, reason=reason)

    assert not Event.objects.exists()


def test_a_number_that_was_never_given_cannot_be_shown(county):
    application = ApplicationFactory(
        student=student(id_number="", id_number_index=""),
        managing_committee=county.grants.get().committee,
        submitted_at=timezone.now(),
    )

    with pytest.raises(RuleViolation, match="还没有填证件号"):
        unmask(application, county)

    assert not Event.objects.exists()


def test_many_are_qualified_together(county):
    season = SeasonFactory()
    several = ApplicationFactory.create_batch(3, season=season, submitted=True)

    decide_all(several, partial(qualify, by=county))

    assert set(Application.objects.values_list("state", flat=True)) == {"QUALIFIED"}
    assert traces() == (["application.qualify"] * 3, ["application.qualified"] * 3)


def test_one_that_cannot_be_decided_stops_all_and_is_named(county):
    season = SeasonFactory()
    good = ApplicationFactory(season=season, submitted=True)
    stale = ApplicationFactory(
        season=season, qualified=True, student=student(user__name="张晓晨")
    )

    with pytest.raises(IllegalMove, match="“张晓晨”没办成，其他的也都没有动"):
        decide_all([good, stale], partial(qualify, by=county))

    good.refresh_from_db()
    assert good.state == State.SUBMITTED
    assert traces() == ([], [])


def test_deciding_about_none_is_refused(db):
    with pytest.raises(RuleViolation, match="一个也没有选"):
        decide_all([], lambda row: row)


def test_the_city_decides_everywhere(application):
    assert qualify(application, city_staff()).state == State.QUALIFIED


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_reviewers_do_not_decide_twice():
    application, first, second = (
        ApplicationFactory(submitted=True),
        county_staff(),
        county_staff(),
    )
    refusals = []

    def reject_too():
        try:
            reject(application, second)
        except IllegalMove as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    colleague = threading.Thread(target=reject_too)
    with transaction.atomic():
        qualify(application, first)
        colleague.start()
        colleague.join(timeout=0.5)  # it must still be waiting for the row
    colleague.join()

    application.refresh_from_db()
    assert application.state == State.QUALIFIED
    assert len(refusals) == 1
