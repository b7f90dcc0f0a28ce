"""A round of the two-way selection: lock → run → second person → release."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from audit.models import record, record_many
from placements import matching, notifications, policies
from placements.actions.moves import take_move
from placements.exceptions import NeedsSecondPerson, RuleViolation
from placements.markets import Lists, read_lists
from placements.models import (
    Application,
    Placement,
    Post,
    Season,
    SelectionResult,
    SelectionRound,
    SelectionRun,
)
from placements.promise import policy_text, promise_of, require_promise_kept
from placements.proposals import draw_numbers, faults_in, line_of, propose, store
from placements.states import RoundState

BATCH = 2000


@transaction.atomic
def open_round(season: Season, *, by, round_no: int = 1) -> SelectionRound:
    """The round of that number, made when it is not there yet."""
    policies.require(policies.can_run_selection(by))
    season = Season.objects.locked().get(pk=season.pk)
    round_, is_new = SelectionRound.objects.get_or_create(
        season=season, round_no=round_no
    )
    if is_new:
        record("round.open", subject=round_, by=by)
    return round_


@transaction.atomic
def lock_lists(
    season: Season, *, by, now: datetime, round_no: int = 1
) -> SelectionRound:
    """Lock the lists of a round that nobody had to open first."""
    return lock_round(open_round(season, by=by, round_no=round_no), by=by, now=now)


@transaction.atomic
def lock_round(round_: SelectionRound, *, by, now: datetime) -> SelectionRound:
    """Freeze wishes and grades, and promise a lottery nobody can bend any more.

    A seed once drawn is kept: whoever unlocks to correct data cannot draw again.
    """
    round_ = _locked(round_)
    policies.require(policies.can_decide_round(by, round_))
    _hold_lists(round_)
    lists = read_lists(round_)
    if not lists.market.students:
        raise RuleViolation("还没有审核通过的报名，没有名单可锁。")
    round_.seed = round_.seed or secrets.token_hex(matching.SECRET_BYTES)
    round_.salt = round_.salt or secrets.token_hex(matching.SECRET_BYTES)
    round_.policy = policy_text(round_.season)
    promise = promise_of(round_, lists)
    round_.engine_version = promise.engine_version
    round_.seed_digest = promise.seed_digest
    round_.market_digest = promise.market_digest
    round_.locked_at, round_.locked_by = now, by
    take_move(
        round_,
        "lock",
        by=by,
        fields=LOCK_FIELDS,
        market=promise.market_digest,
        seed=promise.seed_digest,
    )
    _published_posts(round_).update(grades_locked_at=now)
    return round_


LOCK_FIELDS = (
    "seed",
    "salt",
    "policy",
    "engine_version",
    "seed_digest",
    "market_digest",
    "locked_at",
    "locked_by",
)


def _hold_lists(round_: SelectionRound) -> None:
    """Wait for whoever is changing a grade or a wish; after us they find it locked."""
    list(_published_posts(round_).order_by("pk").locked().values_list("pk"))
    applications = Application.objects.live().filter(season=round_.season_id)
    list(applications.order_by("pk").locked().values_list("pk"))


def _published_posts(round_: SelectionRound):
    return Post.objects.published().filter(season=round_.season_id)


@transaction.atomic
def unlock_round(round_: SelectionRound, *, by, reason: str) -> SelectionRound:
    """Open the lists again to correct data; the reason is written down."""
    round_ = _locked(round_)
    policies.require(policies.can_decide_round(by, round_))
    if len(reason.strip()) < 4:
        raise RuleViolation("写明为什么要解除锁定，至少 4 个字，会留下记录。")
    round_.sent_at = round_.sent_by = None
    take_move(round_, "unlock", by=by, fields=("sent_at", "sent_by"), reason=reason)
    Post.objects.filter(season=round_.season_id).update(grades_locked_at=None)
    return round_


@transaction.atomic
def run_selection(round_: SelectionRound, *, by) -> SelectionRun:
    """Compute the proposal, with an explanation for every student, and store it."""
    round_ = _locked(round_)
    policies.require(policies.can_decide_round(by, round_))
    round_.sent_at = round_.sent_by = None
    take_move(round_, "propose", by=by, fields=("sent_at", "sent_by"))
    lists = _unchanged_lists(round_)
    proposal = propose(lists, draw_numbers(round_, lists))
    run = SelectionRun.objects.create(
        round=round_,
        run_no=round_.runs.count() + 1,
        started_by=by,
        outcome_digest=proposal.outcome.digest,
        faults=proposal.faults,
        stats=proposal.stats,
    )
    store(proposal, run)
    record(
        "round.run", subject=round_, by=by, run=run.run_no, digest=run.outcome_digest
    )
    return run


def _unchanged_lists(round_: SelectionRound) -> Lists:
    lists = read_lists(round_)
    require_promise_kept(round_, lists)
    return lists


@transaction.atomic
def send_for_review(round_: SelectionRound, *, by, now: datetime) -> SelectionRound:
    """Ask a second person to look at the proposal and release it."""
    round_ = _locked(round_)
    policies.require(policies.can_decide_round(by, round_))
    run = _latest_faultless_run(round_)
    if round_.sent_by is not None:
        raise RuleViolation(f"{round_.sent_by}已经送复核了，等另一位同事发布。")
    round_.sent_at, round_.sent_by = now, by
    round_.save(update_fields=["sent_at", "sent_by"])
    record("round.send_for_review", subject=round_, by=by, run=run.run_no)
    return round_


@transaction.atomic
def release_round(
    round_: SelectionRound, *, by, now: datetime, seen_run: int | None = None
) -> list[Placement]:
    """Offers, notices and audit of the whole round, in one transaction.

    Refused unless a second person does it, the lists are as they were locked, an
    independent check finds no fault in what is stored, and what is stored is what the
    engine gives again. ``seen_run`` is the run that person had on the screen.
    """
    round_ = _locked(round_)
    policies.require(policies.can_decide_round(by, round_))
    run = _run_under_review(round_, by, seen_run)
    _hold_lists(round_)
    results = _checked_results(round_, run)
    round_.released_at, round_.released_by = now, by
    take_move(
        round_, "release", by=by, fields=("released_at", "released_by"), run=run.run_no
    )
    return _offer(round_, results, by=by, now=now)


def _run_under_review(round_: SelectionRound, by, seen_run: int | None) -> SelectionRun:
    if round_.state == RoundState.RELEASED:
        raise RuleViolation(f"{round_.released_by}刚刚已经发布了结果，不用再发一次。")
    if round_.state != RoundState.PROPOSED or round_.sent_by_id is None:
        raise RuleViolation("先计算并送复核，再由第二个人发布。")
    if round_.sent_by_id == by.pk:
        raise NeedsSecondPerson("送复核的人不能自己发布，请另一位同事来复核。")
    run = _latest_faultless_run(round_)
    if seen_run is not None and seen_run != run.run_no:
        raise RuleViolation(
            f"提案刚重新计算过，现在是第 {run.run_no} 次。看过新的提案再发布。"
        )
    return run


def _latest_faultless_run(round_: SelectionRound) -> SelectionRun:
    run = round_.runs.order_by("-run_no").first()
    if run is None or round_.state != RoundState.PROPOSED:
        raise RuleViolation("还没有提案。先锁定名单，再计算。")
    if run.faults:
        raise RuleViolation(
            f"提案有 {run.faults} 处违反规则，不能发布。请联系技术人员。"
        )
    return run


def _checked_results(
    round_: SelectionRound, run: SelectionRun
) -> list[SelectionResult]:
    """The stored results, if check and engine both agree with what is stored."""
    lists = _unchanged_lists(round_)
    results = list(
        run.results.select_related("application__student", "post__unit").order_by("id")
    )
    assignment = {
        result.application.number: str(result.post_id) if result.post_id else None
        for result in results
    }
    numbers = {result.application.number: result.lottery_number for result in results}
    again = propose(lists, draw_numbers(round_, lists))
    stored = [line_of(result) for result in results]
    if faults_in(lists, assignment, numbers) or sorted(stored) != sorted(
        again.students
    ):
        raise RuleViolation("复核发现提案与锁定的名单不一致，没有发布。请重新计算。")
    return results


def _offer(
    round_: SelectionRound, results: list[SelectionResult], *, by, now: datetime
) -> list[Placement]:
    due = now + timedelta(hours=round_.season.answer_hours)
    offers = [
        _offer_of(round_, result, result.post, now=now, due=due)
        for result in results
        if result.post is not None
    ]
    placements = Placement.objects.bulk_create(offers, batch_size=BATCH)
    record_many(
        "placement.offer",
        subjects=placements,
        by=by,
        after=str(Placement.State.OFFERED),
    )
    notifications.tell_students_offered(placements)
    notifications.tell_units_offered(placements, due)
    notifications.tell_students_not_placed(
        [result.application.student for result in results if result.post_id is None]
    )
    return placements


def _offer_of(
    round_: SelectionRound,
    result: SelectionResult,
    post: Post,
    *,
    now: datetime,
    due: datetime,
) -> Placement:
    assert post.starts_on is not None  # noqa: S101  - every published post has both
    assert post.ends_on is not None  # noqa: S101
    is_first = round_.round_no == 1
    source = Placement.Source.SELECTION if is_first else Placement.Source.SUPPLEMENTARY
    return Placement(
        season_id=round_.season_id,
        student=result.application.student,
        application=result.application,
        post=post,
        managing_committee_id=post.managing_committee_id,
        result=result,
        source=source,
        offered_at=now,
        answer_due_at=due,
        starts_on=post.starts_on,
        ends_on=post.ends_on,
    )


def _locked(round_: SelectionRound) -> SelectionRound:
    """The round held; the season before it, as for whoever publishes or cancels."""
    season = Season.objects.locked().get(pk=round_.season_id)
    people = ("sent_by", "released_by")
    round_ = SelectionRound.objects.locked().select_related(*people).get(pk=round_.pk)
    round_.season = season
    return round_
