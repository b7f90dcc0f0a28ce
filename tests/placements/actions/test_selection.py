import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Role
from audit.models import Event
from notices.models import Channel, Delivery, Notice
from placements import matching
from placements.actions import selection
from placements.actions.applications import qualify_application
from placements.actions.grading import Judgement, grade_applicants
from placements.actions.posts import cancel_post
from placements.actions.selection import (
    lock_lists,
    lock_round,
    open_round,
    release_round,
    run_selection,
    send_for_review,
    unlock_round,
)
from placements.actions.wishes import remove_wish
from placements.exceptions import (
    IllegalMove,
    NeedsSecondPerson,
    RuleViolation,
    WindowClosed,
)
from placements.models import (
    Placement,
    Post,
    Preference,
    SelectionResult,
    SelectionRound,
    SelectionRun,
)
from placements.states import RoundState
from tests.factories import (
    ApplicationFactory,
    GrantFactory,
    PostFactory,
    SeasonFactory,
    city,
    city_staff,
    county_staff,
    host_of,
    open_window,
    reader,
)
from tests.placements.rounds import Scene, six_students

pytestmark = pytest.mark.django_db
at_once = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def scene():
    return six_students()


def now():
    return timezone.now()


def outcome(run):
    """Who got what, by name."""
    rows = run.results.select_related("application__student", "post")
    return {
        result.application.student.name: result.post.title if result.post else None
        for result in rows.order_by("id")
    }


def test_a_round_is_opened_once(scene):
    first = open_round(scene.season, by=scene.first)

    assert open_round(scene.season, by=scene.second) == first
    assert Event.objects.filter(name="round.open").count() == 1


def test_locking_publishes_a_promise_and_keeps_the_secrets(scene):
    round_ = scene.lock()

    assert round_.state == RoundState.LOCKED
    assert matching.commit(
        selection.read_lists(round_).market,
        bytes.fromhex(round_.seed),
        bytes.fromhex(round_.salt),
        round_.policy,
        label="round-1",
    ) == matching.Commitment(
        market_digest=round_.market_digest,
        seed_digest=round_.seed_digest,
        engine_version=matching.ENGINE_VERSION,
        policy=round_.policy,
        label="round-1",
    )
    event = Event.objects.get(name="round.lock")
    assert event.data == {
        "before": "OPEN",
        "after": "LOCKED",
        "market": round_.market_digest,
        "seed": round_.seed_digest,
    }


def test_nothing_can_be_locked_without_applicants():
    with pytest.raises(RuleViolation, match="还没有审核通过的报名"):
        lock_lists(SeasonFactory(), by=city_staff(), now=now())

    assert not SelectionRound.objects.exists()


@pytest.mark.parametrize("cast", [county_staff, reader])
def test_the_selection_is_the_citys(scene, cast):
    stranger, round_ = cast(), scene.lock()

    for forbidden in (
        lambda: open_round(scene.season, by=stranger),
        lambda: lock_round(round_, by=stranger, now=now()),
        lambda: unlock_round(round_, by=stranger, reason="名单要改"),
        lambda: run_selection(round_, by=stranger),
        lambda: send_for_review(round_, by=stranger, now=now()),
        lambda: release_round(round_, by=stranger, now=now()),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()
    round_.refresh_from_db()
    assert round_.state == RoundState.LOCKED


def test_locked_lists_stand_still(scene):
    open_window(scene.season, "GRADING")
    open_window(scene.season, "REGISTRATION")
    late = ApplicationFactory(season=scene.season, submitted=True)
    scene.lock()
    mine = scene.students["张晓晨"]
    wish = mine.preferences.get(rank=1)

    with pytest.raises(WindowClosed, match="名单已经锁定"):
        remove_wish(mine, wish, by=mine.student, now=now())
    with pytest.raises(WindowClosed, match="名单已经锁定"):
        grade_applicants(
            wish.post,
            by=host_of(wish.post.unit),
            judgements={wish.pk: Judgement("A")},
            now=now(),
        )
    with pytest.raises(WindowClosed, match="名单已经锁定"):
        qualify_application(late, by=scene.first, now=now())


def test_unlocking_keeps_the_seed_and_writes_the_reason_down(scene):
    locked = scene.lock()

    unlocked = unlock_round(locked, by=scene.first, reason="甲岗取消，名单要改")
    again = scene.lock()

    assert unlocked.state == RoundState.OPEN
    assert (again.seed, again.salt, again.seed_digest) == (
        locked.seed,
        locked.salt,
        locked.seed_digest,
    )
    event = Event.objects.get(name="round.unlock")
    assert event.data["reason"] == "甲岗取消，名单要改"


def test_a_proposal_too_can_be_unlocked_to_correct_data(scene):
    round_ = scene.send()

    unlock_round(round_, by=scene.second, reason="甲岗取消，名单要改")

    round_.refresh_from_db()
    assert (round_.state, round_.sent_by) == (RoundState.OPEN, None)
    assert not Post.objects.filter(grades_locked_at__isnull=False).exists()


def test_unlocking_needs_a_reason(scene):
    with pytest.raises(RuleViolation, match="写明为什么要解除锁定"):
        unlock_round(scene.lock(), by=scene.first, reason=" 改 ")


def test_the_proposal_says_who_gets_what_and_why_the_others_do_not(scene):
    run = scene.run()

    assert outcome(run) == {
        "何嘉宁": "甲",
        "张晓晨": "乙",
        "武静怡": None,
        "高志远": None,
        "任文博": None,
        "刘一帆": None,
    }
    leftovers = {
        name: scene.result(run, name).leftover
        for name in ("武静怡", "高志远", "任文博", "刘一帆")
    }
    assert leftovers == {
        "武静怡": "FULL",
        "高志远": "NOT_GRADED",
        "任文博": "NOT_SUITABLE",
        "刘一帆": "NO_WISH",
    }
    assert run.stats["students_left"] == {
        "FULL": 1,
        "NOT_GRADED": 1,
        "NOT_SUITABLE": 1,
        "NO_WISH": 1,
    }
    why = scene.result(run, "张晓晨").reasons[0]
    assert (why["code"], why["text"]) == (
        "GRADE_BELOW_CUTOFF",
        "单位给你的评价是 B。名额已由评价为 A 的同学录满。",
    )


def test_the_proposal_says_how_every_post_fared(scene):
    run = scene.run()

    rows = run.post_results.order_by("post_id")
    assert list(
        rows.values_list(
            "post__title", "filled", "seats", "listed", "leftover", "cutoff_grade"
        )
    ) == [
        ("甲", 1, 1, 3, "", "A"),
        ("乙", 1, 1, 1, "", "A"),
        ("丙", 0, 1, 1, "NOT_GRADED", ""),
        ("丁", 0, 1, 1, "NOT_SUITABLE", ""),
        ("戊", 0, 1, 0, "NOT_LISTED", ""),
    ]
    assert (run.faults, run.stats["placed"]) == (0, 2)


def test_running_again_gives_the_same_and_asks_for_review_again(scene):
    round_ = scene.send()

    again = run_selection(round_, by=scene.first)

    first = SelectionRun.objects.get(run_no=1)
    assert (again.run_no, again.outcome_digest) == (2, first.outcome_digest)
    round_.refresh_from_db()
    assert round_.sent_by is None


def test_nothing_is_computed_before_the_lists_are_locked(scene):
    with pytest.raises(IllegalMove):
        run_selection(open_round(scene.season, by=scene.first), by=scene.first)


def test_a_post_published_after_the_lock_waits_for_the_next_round(scene):
    round_ = scene.lock()
    PostFactory(season=scene.season, title="新")

    run = run_selection(round_, by=scene.first)

    assert not run.post_results.filter(post__title="新").exists()


def test_a_post_cancelled_after_the_lock_stops_the_run(scene):
    round_ = scene.lock()
    cancel_post(scene.posts["甲"], by=scene.first, reason="单位撤岗", now=now())

    with pytest.raises(RuleViolation, match="名单锁定以后数据变了"):
        run_selection(round_, by=scene.first)

    round_.refresh_from_db()
    assert round_.state == RoundState.LOCKED
    assert not SelectionRun.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"seed": "00" * 32}, "对不上"),
        ({"engine_version": "0.9"}, "换了版本"),
        ({"market_digest": "00" * 32}, "数据变了"),
    ],
)
def test_a_broken_promise_stops_the_run(scene, changed, sentence):
    round_ = scene.lock()
    SelectionRound.objects.update(**changed)

    with pytest.raises(RuleViolation, match=sentence):
        run_selection(round_, by=scene.first)


def test_a_public_value_changes_the_numbers_but_not_the_promise(scene):
    round_ = scene.lock()
    drawn = run_selection(round_, by=scene.first)
    SelectionRound.objects.update(public_value="417")

    mixed = run_selection(round_, by=scene.first)

    lists = selection.read_lists(round_)
    seed = matching.mix(bytes.fromhex(round_.seed), "417")
    numbers = matching.lottery(lists.market.students, seed, "round-1")
    assert {
        result.application.number: result.lottery_number
        for result in mixed.results.select_related("application")
    } == numbers
    assert drawn.results.count() == len(numbers)


def test_sending_asks_a_second_person(scene):
    round_ = scene.send()

    assert round_.sent_by == scene.first
    assert Event.objects.get(name="round.send_for_review").data == {"run": 1}
    with pytest.raises(RuleViolation, match="已经送复核"):
        send_for_review(round_, by=scene.second, now=now())


def test_there_must_be_a_proposal_to_send(scene):
    with pytest.raises(RuleViolation, match="还没有提案"):
        send_for_review(scene.lock(), by=scene.first, now=now())


def test_a_proposal_with_faults_goes_nowhere(scene):
    round_ = scene.run().round
    SelectionRun.objects.update(faults=2)

    with pytest.raises(RuleViolation, match="2 处违反规则"):
        send_for_review(round_, by=scene.first, now=now())


def test_the_release_makes_offers_notices_and_events(scene):
    host = host_of(scene.posts["甲"].unit)
    round_ = scene.send()
    at = now()

    placements = release_round(round_, by=scene.second, now=at, seen_run=1)

    got = {(p.student.name, p.post.title): p.answer_due_at - at for p in placements}
    two_days = timedelta(hours=48)
    assert got == {("何嘉宁", "甲"): two_days, ("张晓晨", "乙"): two_days}
    kinds = Notice.objects.order_by("kind", "recipient__name")
    assert list(kinds.values_list("kind", "recipient__name")) == [
        ("placement.offered", "何嘉宁"),
        ("placement.offered", "张晓晨"),
        *(
            ("selection.not_placed", name)
            for name in sorted(["武静怡", "高志远", "任文博", "刘一帆"])
        ),
        ("unit.offered", host.name),
    ]
    sms = Delivery.objects.filter(channel=Channel.SMS)
    assert set(sms.values_list("address", flat=True)) == {
        placement.student.phone for placement in placements
    }
    offered = Event.objects.filter(name="placement.offer").order_by("subject_id")
    assert list(offered.values_list("subject_id", "actor", "committee", "data")) == [
        (p.pk, scene.second.pk, p.managing_committee_id, {"after": "OFFERED"})
        for p in sorted(placements, key=lambda p: p.pk)
    ]
    assert Event.objects.get(name="round.release").data["run"] == 1


def test_who_sent_it_may_not_release_it(scene):
    round_ = scene.send()

    with pytest.raises(NeedsSecondPerson, match="请另一位同事来复核"):
        release_round(round_, by=scene.first, now=now())

    assert not Placement.objects.exists()


def test_the_database_insists_on_a_second_person(scene):
    scene.send()

    with pytest.raises(IntegrityError, match="release_needs_a_second_person"):
        SelectionRound.objects.update(
            state="RELEASED", released_at=now(), released_by=scene.first
        )


def test_nothing_is_released_that_was_not_sent(scene):
    round_ = scene.run().round

    with pytest.raises(RuleViolation, match="先计算并送复核"):
        release_round(round_, by=scene.second, now=now())


def test_faults_found_later_stop_the_release(scene):
    round_ = scene.send()
    SelectionRun.objects.update(faults=1)

    with pytest.raises(RuleViolation, match="1 处违反规则"):
        release_round(round_, by=scene.second, now=now())


def test_a_newer_proposal_must_be_seen_first(scene):
    round_ = scene.send()
    run_selection(round_, by=scene.first)
    send_for_review(round_, by=scene.first, now=now())

    with pytest.raises(RuleViolation, match="现在是第 2 次"):
        release_round(round_, by=scene.second, now=now(), seen_run=1)


def test_a_list_that_changed_after_the_proposal_is_not_released(scene):
    round_ = scene.send()
    cancel_post(scene.posts["乙"], by=scene.first, reason="单位撤岗", now=now())

    with pytest.raises(RuleViolation, match="名单锁定以后数据变了"):
        release_round(round_, by=scene.second, now=now())


@pytest.mark.parametrize(
    "forge",
    [
        lambda scene, results: results.filter(post=None).update(
            post=scene.posts["戊"], rank=1, leftover=""
        ),
        lambda scene, results: results.filter(post__isnull=False).update(
            post=None, rank=None, leftover="FULL"
        ),
        lambda scene, results: results.update(lottery_number=1),
        lambda scene, results: results.filter(rank=2).update(rank=1),
        lambda scene, results: results.filter(leftover="FULL").update(
            leftover="NOT_SUITABLE"
        ),
        lambda scene, results: results.filter(rank=2).update(reasons=[]),
        lambda scene, results: results.filter(leftover="FULL").delete(),
    ],
)
def test_results_somebody_changed_are_not_released(scene, forge):
    round_ = scene.send()
    forge(scene, SelectionResult.objects.all())

    with pytest.raises(RuleViolation, match="与锁定的名单不一致"):
        release_round(round_, by=scene.second, now=now())

    assert not Placement.objects.exists()


def test_a_failure_in_the_middle_leaves_the_round_as_it_was(scene):
    round_ = scene.send()
    # The text messages are the last thing written but one.
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;"
            "CREATE TRIGGER no_more BEFORE INSERT ON notices_delivery"
            " FOR EACH ROW EXECUTE FUNCTION no_more()"
        )
    before = Event.objects.count()

    with pytest.raises(DatabaseError, match="the disk is full"), transaction.atomic():
        release_round(round_, by=scene.second, now=now())

    round_.refresh_from_db()
    assert (round_.state, round_.released_by) == (RoundState.PROPOSED, None)
    assert not Placement.objects.exists()
    assert not Notice.objects.exists()
    assert Event.objects.count() == before


def test_before_the_release_nobody_outside_sees_anything(scene):
    scene.send()

    assert SelectionResult.objects.exists()
    assert not SelectionResult.objects.released().exists()
    assert not Notice.objects.exists()
    assert not Placement.objects.exists()


def test_after_the_release_every_student_may_read_why(scene):
    scene.release()

    assert SelectionResult.objects.released().count() == 6


def beside(first, second):
    """Do `second` on another connection while `first` is not committed yet."""
    refusals = []

    def go():
        try:
            second()
        except RuleViolation as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    other = threading.Thread(target=go)
    with transaction.atomic():
        first()
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive(), "it had to wait"
    other.join()
    return refusals


@at_once
def test_two_who_release_at_once_make_one_set_of_offers():
    scene = six_students()
    round_, third = scene.send(), city_staff()

    refusals = beside(
        lambda: release_round(round_, by=scene.second, now=now()),
        lambda: release_round(round_, by=third, now=now()),
    )

    assert ["刚刚已经发布" in str(refusal) for refusal in refusals] == [True]
    assert Placement.objects.count() == 2
    assert Notice.objects.filter(kind="placement.offered").count() == 2


@at_once
def test_a_wish_changed_while_the_lists_lock_comes_too_late():
    scene = six_students()
    open_window(scene.season, "REGISTRATION")
    mine = scene.students["张晓晨"]
    wish = mine.preferences.get(rank=1)

    refusals = beside(
        scene.lock, lambda: remove_wish(mine, wish, by=mine.student, now=now())
    )

    assert [type(refusal) for refusal in refusals] == [WindowClosed]
    assert mine.preferences.count() == 2


@at_once
def test_a_wish_changed_just_before_the_lock_is_in_the_lists():
    scene = six_students()
    open_window(scene.season, "REGISTRATION")
    mine = scene.students["张晓晨"]
    wish = mine.preferences.get(rank=1)

    refusals = beside(
        lambda: remove_wish(mine, wish, by=mine.student, now=now()), scene.lock
    )

    assert refusals == []
    lists = selection.read_lists(SelectionRound.objects.get())
    assert lists.market.students[mine.number] == (str(scene.posts["乙"].pk),)
    run_selection(SelectionRound.objects.get(), by=scene.first)


@at_once
def test_a_grade_given_while_the_lists_lock_comes_too_late():
    scene = Scene()
    post = scene.post("甲")
    scene.wish("何嘉宁", "甲")
    open_window(scene.season, "GRADING")
    host, wish = host_of(post.unit), Preference.objects.get()

    refusals = beside(
        scene.lock,
        lambda: grade_applicants(
            post, by=host, judgements={wish.pk: Judgement("A")}, now=now()
        ),
    )

    assert [type(refusal) for refusal in refusals] == [WindowClosed]
    wish.refresh_from_db()
    assert wish.grade == ""


@pytest.mark.parametrize("step", ["lock", "run", "send", "unlock", "release"])
def test_nobody_decides_about_a_round_they_take_part_in(scene, step):
    applicant = GrantFactory(
        user=next(iter(scene.students.values())).student,
        role=Role.CITY_STAFF,
        committee=city(),
    ).user
    round_ = open_round(scene.season, by=scene.first)
    now = timezone.now()
    steps = {
        "lock": lambda by: lock_round(round_, by=by, now=now),
        "run": lambda by: run_selection(round_, by=by),
        "send": lambda by: send_for_review(round_, by=by, now=now),
        "unlock": lambda by: unlock_round(round_, by=by, reason="名单要改"),
        "release": lambda by: release_round(round_, by=by, now=now),
    }
    for before in ("lock", "run", "send")[: list(steps).index(step)]:
        steps[before](scene.first)

    with pytest.raises(PermissionDenied):
        steps[step](applicant)
