from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Degree
from audit.models import Event
from placements.actions.posts import cancel_post
from placements.actions.selection import lock_round, open_round
from placements.actions.wishes import (
    add_wish,
    choose_adjustment,
    move_wish,
    remove_wish,
    wish_for,
)
from placements.exceptions import RuleViolation, WindowClosed
from placements.models import Application, Education, Preference
from placements.states import ApplicationState, PostState
from tests.factories import (
    ApplicationFactory,
    PostFactory,
    PreferenceFactory,
    SeasonFactory,
    UserFactory,
    city_staff,
    committee,
    county_staff,
    open_window,
    past_window,
    student,
)
from tests.races import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def season():
    season = SeasonFactory()
    open_window(season, "REGISTRATION")
    return season


@pytest.fixture
def application(season):
    return ApplicationFactory(season=season)


def listed(application) -> list[str]:
    wishes = application.preferences.standing().in_order()
    assert [wish.rank for wish in wishes] == list(range(1, len(wishes) + 1))
    return [wish.post.title for wish in wishes]


def wishing(application, *titles: str) -> list[Preference]:
    return [
        PreferenceFactory(
            application=application,
            rank=rank,
            post=PostFactory(season=application.season, title=title),
        )
        for rank, title in enumerate(titles, start=1)
    ]


def add(application, post, *, by=None, now=None):
    by = by or application.student
    return add_wish(application, post, by=by, now=now or timezone.now())


def move(application, wish, direction, *, by=None):
    by = by or application.student
    move_wish(application, wish, by=by, direction=direction, now=timezone.now())


def remove(application, wish, *, by=None, now=None):
    by = by or application.student
    remove_wish(application, wish, by=by, now=now or timezone.now())


def last_event() -> tuple:
    event = Event.objects.order_by("-id").first()
    return event.name, event.actor, event.subject_id, event.data


# --- adding ---------------------------------------------------------------------------


def test_a_wish_goes_to_the_end_of_the_list_and_leaves_a_trace(application):
    wishing(application, "甲")
    post = PostFactory(season=application.season, title="乙")

    wish = add(application, post)

    assert (listed(application), wish.rank) == (["甲", "乙"], 2)
    assert last_event() == (
        "application.add_wish",
        application.student,
        application.pk,
        {"post": post.pk},
    )


def test_the_first_wish_begins_the_application(season):
    me, post = student(), PostFactory(season=season)

    wish = wish_for(season, post, by=me, now=timezone.now())

    assert wish.application == Application.objects.get()
    assert wish.application.student == me


def test_a_refused_first_wish_begins_nothing(season):
    post = PostFactory(season=season, draft=True)

    with pytest.raises(RuleViolation):
        wish_for(season, post, by=student(), now=timezone.now())

    assert not Application.objects.exists()


def test_wishes_may_be_added_after_submission(season):
    application = ApplicationFactory(season=season, submitted=True)

    assert add(application, PostFactory(season=season)).rank == 1


@pytest.mark.parametrize(
    "state", [PostState.CANCELLED, PostState.CLOSED, PostState.SUBMITTED]
)
def test_only_a_published_post_is_wished_for(application, state):
    post = PostFactory(season=application.season, state=state)

    with pytest.raises(RuleViolation, match="现在不能填报，没能加入"):
        add(application, post)


def test_a_post_of_another_season_is_not_wished_for(application):
    with pytest.raises(RuleViolation, match="不能填报"):
        add(application, PostFactory())


def test_a_post_is_wished_once(application):
    post = PostFactory(season=application.season)
    add(application, post)

    with pytest.raises(RuleViolation, match="已经在你的志愿里"):
        add(application, post)
    with pytest.raises(IntegrityError, match="a_post_is_wished_once"):
        PreferenceFactory(application=application, post=post, rank=2)


def test_the_list_has_an_end(application):
    wishing(application, "甲", "乙", "丙", "丁", "戊")

    with pytest.raises(RuleViolation, match="最多填 5 个志愿"):
        add(application, PostFactory(season=application.season))


def test_a_post_that_cannot_take_the_student_says_why(season):
    application = ApplicationFactory(
        season=season, student=student(degree=Degree.COLLEGE)
    )
    post = PostFactory(season=season, education=Education.MASTER)

    with pytest.raises(RuleViolation, match="要求硕士及以上，你填的是专科"):
        add(application, post)


def test_before_the_profile_is_filled_in_every_post_may_be_wished_for(season):
    application = ApplicationFactory(season=season, student=UserFactory())

    assert add(application, PostFactory(season=season)).rank == 1


def test_nobody_else_touches_the_list(application):
    (wish,) = wishing(application, "甲")
    post = PostFactory(season=application.season)
    now = timezone.now()

    for stranger in (student(), county_staff(), city_staff()):
        with pytest.raises(PermissionDenied):
            add(application, post, by=stranger)
        with pytest.raises(PermissionDenied):
            move(application, wish, "down", by=stranger)
        with pytest.raises(PermissionDenied):
            remove(application, wish, by=stranger)
        with pytest.raises(PermissionDenied):
            choose_adjustment(
                application,
                by=stranger,
                accepts=False,
                committees=[],
                categories=[],
                now=now,
            )

    assert listed(application) == ["甲"]


def test_a_withdrawn_application_has_no_list_to_change(season):
    application = ApplicationFactory(season=season, state=ApplicationState.WITHDRAWN)

    with pytest.raises(RuleViolation, match="已撤回"):
        add(application, PostFactory(season=season))


# --- time -----------------------------------------------------------------------------


def test_after_the_window_the_list_stands_still():
    season = SeasonFactory()
    past_window(season, "REGISTRATION")
    application = ApplicationFactory(season=season, submitted=True)
    first, _second = wishing(application, "甲", "乙")
    me, now = application.student, timezone.now()

    with pytest.raises(WindowClosed, match="已截止"):
        add(application, PostFactory(season=season))
    with pytest.raises(WindowClosed):
        move(application, first, "down")
    with pytest.raises(WindowClosed):
        remove(application, first)
    with pytest.raises(WindowClosed):
        choose_adjustment(
            application, by=me, accepts=False, committees=[], categories=[], now=now
        )

    assert listed(application) == ["甲", "乙"]


def test_whoever_lost_a_wish_may_add_another_for_48_hours():
    season = SeasonFactory()
    past_window(season, "REGISTRATION")
    application = ApplicationFactory(season=season, submitted=True)
    lost, _kept = wishing(application, "甲", "乙")
    now = timezone.now()
    cancel_post(lost.post, by=county_staff(), reason="不办了", now=now)
    other = PostFactory(season=season, title="丙")

    add(application, other, now=now + timedelta(hours=47))

    assert listed(application) == ["乙", "丙"]
    with pytest.raises(WindowClosed, match="已截止"):
        add(application, PostFactory(season=season), now=now + timedelta(hours=49))


def test_a_returned_list_is_corrected_after_the_window():
    season = SeasonFactory()
    past_window(season, "REGISTRATION")
    application = ApplicationFactory(season=season, state=ApplicationState.RETURNED)
    first, _second = wishing(application, "甲", "乙")

    move(application, first, "down")

    assert listed(application) == ["乙", "甲"]


# --- ordering -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "direction", "order"),
    [
        (0, "down", ["乙", "甲", "丙"]),
        (2, "up", ["甲", "丙", "乙"]),
        (0, "up", ["甲", "乙", "丙"]),
        (2, "down", ["甲", "乙", "丙"]),
    ],
)
def test_a_wish_changes_places_with_its_neighbour(application, which, direction, order):
    wishes = wishing(application, "甲", "乙", "丙")

    move(application, wishes[which], direction)

    assert listed(application) == order


def test_an_order_leaves_the_whole_list_in_the_trace(application):
    first, second = wishing(application, "甲", "乙")

    move(application, first, "down")

    assert last_event() == (
        "application.order_wishes",
        application.student,
        application.pk,
        {"posts": [second.post_id, first.post_id]},
    )


def test_a_wish_that_is_gone_cannot_move(application):
    (gone,) = wishing(application, "甲")
    Preference.objects.update(rank=None, void_reason="岗位取消")

    with pytest.raises(RuleViolation, match="已经不在列表里"):
        move(application, gone, "up")


# --- taking away ----------------------------------------------------------------------


def test_the_gap_of_a_removed_wish_closes(application):
    _first, second, _third = wishing(application, "甲", "乙", "丙")
    post = second.post_id

    remove(application, second)

    assert listed(application) == ["甲", "丙"]
    assert last_event()[0::3] == ("application.remove_wish", {"post": post})


def test_a_wish_is_removed_once(application):
    first, _second = wishing(application, "甲", "乙")
    remove(application, first)
    events = Event.objects.count()

    remove(application, first)

    assert (listed(application), Event.objects.count()) == (["乙"], events)


def test_what_was_handed_in_keeps_one_wish(season):
    application = ApplicationFactory(season=season, submitted=True)
    (only,) = wishing(application, "甲")

    with pytest.raises(RuleViolation, match="至少留一个志愿"):
        remove(application, only)


def test_a_draft_may_be_emptied(application):
    (only,) = wishing(application, "甲")

    remove(application, only)

    assert listed(application) == []


# --- adjustment -----------------------------------------------------------------------


def choose(application, **given):
    chosen = {"accepts": True, "committees": [], "categories": []} | given
    return choose_adjustment(
        application, by=application.student, now=timezone.now(), **chosen
    )


def test_adjustment_keeps_districts_and_categories(application):
    district = committee().pk

    chosen = choose(application, committees=[district], categories=["RURAL"])

    assert (
        chosen.accepts_adjustment,
        chosen.adjustment_committees,
        chosen.adjustment_categories,
    ) == (True, [district], ["RURAL"])
    assert last_event()[0::3] == ("application.choose_adjustment", {"accepts": True})


def test_a_no_forgets_the_districts(application):
    choose(application, committees=[committee().pk])

    chosen = choose(application, accepts=False, committees=[committee().pk])

    assert (chosen.accepts_adjustment, chosen.adjustment_committees) == (False, [])


def test_a_yes_names_a_district(application):
    with pytest.raises(RuleViolation, match="至少一个地区"):
        choose(application)


# --- at the same time -----------------------------------------------------------------


def in_selection() -> tuple[Application, list[Preference]]:
    season = SeasonFactory()
    open_window(season, "REGISTRATION")
    application = ApplicationFactory(season=season, qualified=True)
    return application, wishing(application, "甲", "乙")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_edit_waits_for_the_lock_of_the_lists_and_comes_too_late():
    application, (first, _second) = in_selection()
    staff, now = city_staff(), timezone.now()
    round_ = open_round(application.season, by=staff)

    refusals = together(
        lambda: lock_round(round_, by=staff, now=now),
        lambda: move(application, first, "down"),
        refused=WindowClosed,
    )

    assert listed(application) == ["甲", "乙"]
    assert [str(refusal)[:6] for refusal in refusals] == ["名单已经锁定"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_lock_of_the_lists_waits_for_an_edit_and_freezes_what_it_left():
    application, (first, _second) = in_selection()
    staff, now = city_staff(), timezone.now()
    round_ = open_round(application.season, by=staff)
    before = lock_and_undo(round_, staff)

    refusals = together(
        lambda: move(application, first, "down"),
        lambda: lock_round(round_, by=staff, now=now),
        refused=WindowClosed,
    )

    round_.refresh_from_db()
    assert refusals == []
    assert listed(application) == ["乙", "甲"]
    assert round_.market_digest not in ("", before)


def lock_and_undo(round_, staff) -> str:
    """The digest that the list would have had without the edit."""
    with transaction.atomic():
        digest = lock_round(round_, by=staff, now=timezone.now()).market_digest
        transaction.set_rollback(True)
    return digest


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_wish_for_a_post_that_is_being_cancelled_waits_and_is_refused():
    application, _wishes = in_selection()
    post = PostFactory(season=application.season, title="丙")
    staff = county_staff()

    refusals = together(
        lambda: cancel_post(post, by=staff, reason="不办了", now=timezone.now()),
        lambda: add(application, post),
        refused=RuleViolation,
    )

    assert listed(application) == ["甲", "乙"]
    assert len(refusals) == 1
