from datetime import date

import pytest
from django.contrib.admin import site
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from audit.models import Event, record, record_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return User.objects.create_user("19900000021", name="赵老师")


@pytest.fixture
def student():
    return User.objects.create_user("19900000022", name="李同学")


@pytest.fixture
def event(student, staff):
    return record("profile.unmask", subject=student, by=staff, reason="核对身份")


def refused():
    return pytest.raises(IntegrityError, match="audit events are append-only")


def test_an_event_says_who_did_what_to_whom(event, staff, student):
    event.refresh_from_db()

    assert (event.actor, event.name) == (staff, "profile.unmask")
    assert (event.subject_type, event.subject_id) == ("accounts.user", student.pk)
    assert event.data == {"reason": "核对身份"}
    assert event.committee is None


def test_an_event_may_carry_a_name_and_a_date(student):
    event = record("x.y", subject=student, by=None, name="李", on=date(2021, 7, 16))

    event.refresh_from_db()
    assert event.data == {"name": "李", "on": "2021-07-16"}


def test_what_the_program_did_itself_has_no_actor(student):
    assert record("offer.expire", subject=student, by=None).actor is None


def test_an_event_is_readable_in_the_territory_of_its_subject(staff):
    committee = staff.grants.model._meta.get_field("committee").related_model
    home = committee.objects.order_by("id").first()
    staff.managing_committee_id = home.pk

    assert record("x.y", subject=staff, by=None).committee == home


def test_a_change_that_is_undone_leaves_no_event(student):
    with transaction.atomic():
        record("application.submit", subject=student, by=student)
        transaction.set_rollback(True)

    assert not Event.objects.exists()


def test_a_timeline_is_one_subject_newest_first(student, staff):
    first = record("a.b", subject=student, by=staff)
    record("a.b", subject=staff, by=staff)
    second = record("a.c", subject=student, by=None)

    assert list(Event.objects.about(student).newest_first()) == [second, first]


def test_a_timeline_is_one_query(student, staff, django_assert_num_queries):
    for _ in range(3):
        record("a.b", subject=student, by=staff)

    with django_assert_num_queries(1):
        for event in Event.objects.about(student).newest_first():
            str(event.actor)


def test_an_event_is_not_saved_again(event):
    event.name = "nothing.happened"

    with refused():
        event.save()


def test_events_are_not_updated(event):
    with refused():
        Event.objects.update(actor=None)


def test_an_event_is_not_deleted(event):
    with refused():
        event.delete()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET name = 'nothing.happened'",
        "DELETE FROM audit_event",
    ],
)
def test_sql_does_not_change_events_either(event, statement):
    with refused(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement", ["TRUNCATE audit_event", "TRUNCATE accounts_user CASCADE"]
)
def test_events_are_not_emptied_out(event, statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or ALTER has to wait
        # The suite itself switches this one off; see conftest.py.
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_not_emptied")

        with refused():
            cursor.execute(statement)


def test_the_admin_only_reads(rf, staff, event):
    staff.is_staff = staff.is_superuser = True
    request = rf.get("/")
    request.user = staff
    admin = site.get_model_admin(Event)

    assert admin.has_view_permission(request, event)
    assert not admin.has_add_permission(request)
    assert not admin.has_change_permission(request, event)
    assert not admin.has_delete_permission(request, event)


def test_many_events_cost_one_statement(student, staff, django_assert_num_queries):
    with django_assert_num_queries(1):
        record_many("offer.make", subjects=[student, staff], by=staff, after="OFFERED")

    assert list(
        Event.objects.order_by("id").values_list(
            "name", "actor", "subject_type", "subject_id", "committee", "data"
        )
    ) == [
        ("offer.make", staff.pk, "accounts.user", person.pk, None, {"after": "OFFERED"})
        for person in (student, staff)
    ]
