"""Planning a season: what is written, who may, what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.models import Event
from placements.actions.seasons import change_rules, plan_window
from placements.exceptions import RuleViolation
from placements.models import SeasonWindow
from tests.factories import (
    SeasonFactory,
    city_staff,
    county_staff,
    open_window,
    reader,
    student,
)

pytestmark = pytest.mark.django_db
GRADING = SeasonWindow.Kind.GRADING


def dates():
    opens = timezone.now().replace(microsecond=0)
    return {"opens_at": opens, "closes_at": opens + timedelta(days=2)}


def test_a_new_window_is_written_down():
    season, planner, when = SeasonFactory(), city_staff(), dates()

    window = plan_window(season, GRADING, by=planner, **when)

    stored = SeasonWindow.objects.get()
    assert stored == window
    assert (stored.opens_at, stored.closes_at) == tuple(when.values())
    event = Event.objects.get()
    assert (event.name, event.actor, event.subject_id) == (
        "season.plan_window",
        planner,
        season.pk,
    )
    assert event.data["before"] is None
    assert event.data["after"] == [moment.isoformat() for moment in when.values()]


def test_a_moved_window_stays_one_and_remembers_what_it_was():
    season, when = SeasonFactory(), dates()
    old = open_window(season, GRADING)

    plan_window(season, GRADING, by=city_staff(), **when)

    assert SeasonWindow.objects.get().closes_at == when["closes_at"]
    assert Event.objects.get().data["before"] == [
        old.opens_at.isoformat(),
        old.closes_at.isoformat(),
    ]


def test_a_second_round_stands_beside_the_first():
    season = SeasonFactory()
    open_window(season, GRADING)

    plan_window(season, GRADING, by=city_staff(), round_no=2, **dates())

    rounds = SeasonWindow.objects.order_by("round_no").values_list("round_no")
    assert list(rounds) == [(1,), (2,)]


def test_a_window_cannot_end_before_it_begins():
    when = dates()

    with pytest.raises(RuleViolation, match="结束时间要晚于开始时间"):
        plan_window(
            SeasonFactory(),
            GRADING,
            by=city_staff(),
            opens_at=when["closes_at"],
            closes_at=when["opens_at"],
        )

    assert not SeasonWindow.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("who", [county_staff, reader, student])
def test_only_the_city_plans(who):
    season = SeasonFactory()

    with pytest.raises(PermissionDenied):
        plan_window(season, GRADING, by=who(), **dates())
    with pytest.raises(PermissionDenied):
        change_rules(season, by=who(), max_preferences=3, answer_hours=24)

    assert not SeasonWindow.objects.exists()
    assert not Event.objects.exists()


def test_rules_change_with_a_trace():
    season, planner = SeasonFactory(), city_staff()

    change_rules(season, by=planner, max_preferences=3, answer_hours=24)

    season.refresh_from_db()
    assert (season.max_preferences, season.answer_hours) == (3, 24)
    event = Event.objects.get()
    assert (event.name, event.actor) == ("season.change_rules", planner)
    assert event.data == {
        "before": {"max_preferences": 5, "answer_hours": 48},
        "after": {"max_preferences": 3, "answer_hours": 24},
    }


@pytest.mark.parametrize(
    ("wishes", "hours", "sentence"),
    [
        (0, 24, "志愿数要在 1 到 10 之间"),
        (11, 24, "志愿数要在 1 到 10 之间"),
        (5, 0, "至少给学生 1 小时答复"),
    ],
)
def test_rules_that_nobody_could_live_with_are_refused(wishes, hours, sentence):
    season = SeasonFactory()

    with pytest.raises(RuleViolation, match=sentence):
        change_rules(
            season, by=city_staff(), max_preferences=wishes, answer_hours=hours
        )

    season.refresh_from_db()
    assert (season.max_preferences, season.answer_hours) == (5, 48)
    assert not Event.objects.exists()
