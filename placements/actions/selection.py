"""A round of the two-way selection: lock → run → second person → release."""

import secrets
from collections import defaultdict
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from audit.models import record
from placements import matching, notifications, policies
from placements.actions.moves import take_move
from placements.exceptions import NeedsSecondPerson, RuleViolation
from placements.explanations import leftover_of, leftover_of_post, sentence
from placements.markets import Lists, read_lists, students_with_a_place
from placements.models import (
    Application,
    Placement,
    Post,
    PostResult,
    Season,
    SelectionResult,
    SelectionRound,
    SelectionRun,
)
from placements.states import PostState, RoundState

POLICY = (
    "先看单位评价（A 高于 B 高于 C），{bands}评价相同看抽签号，号小在前。"
    "没有评价和“不合适”的，不录用。学生按自己的志愿顺序录用到能去的第一个岗位。"
)
BANDS = "评价相同看离家远近（{limits} 公里分档），"


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
def lock_round(round_: SelectionRound, *, by, now: datetime) -> SelectionRound:
    """Freeze wishes and grades, and promise a lottery nobody can bend any more.

    A seed once drawn is kept: whoever unlocks to correct data cannot draw again.
    """
    round_ = _locked(round_)
    policies.require(policies.can_run_selection(by))
    _hold_lists(round_)
    lists = read_lists(round_)
    if not lists.market.students:
        raise RuleViolation("还没有审核通过的报名，没有名单可锁。")
    round_.seed = round_.seed or secrets.token_hex(matching.draw.SECRET_BYTES)
    round_.salt = round_.salt or secrets.token_hex(matching.draw.SECRET_BYTES)
    round_.policy = policy_text(round_.season)
    promise = matching.commit(
        lists.market,
        bytes.fromhex(round_.seed),
        bytes.fromhex(round_.salt),
        round_.policy,
        label=round_.lottery_label,
    )
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
    Post.objects.filter(season=round_.season_id, state=PostState.PUBLISHED).update(
        grades_locked_at=now
    )
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


def policy_text(season: Season) -> str:
    limits = "、".join(str(km) for km in season.band_limits_km)
    return POLICY.format(bands=BANDS.format(limits=limits) if limits else "")


def _hold_lists(round_: SelectionRound) -> None:
    """Wait for whoever is changing a grade or a wish; after us they find it locked."""
    posts = Post.objects.filter(season=round_.season_id, state=PostState.PUBLISHED)
    list(posts.order_by("pk").locked().values_list("pk"))
    applications = Application.objects.live().filter(season=round_.season_id)
    list(applications.order_by("pk").locked().values_list("pk"))


@transaction.atomic
def unlock_round(round_: SelectionRound, *, by, reason: str) -> SelectionRound:
    """Open the lists again to correct data; the reason is written down."""
    round_ = _locked(round_)
    policies.require(policies.can_run_selection(by))
    if len(reason.strip()) < 4:
        raise RuleViolation("写明为什么要解除锁定，会留下记录。")
    take_move(round_, "unlock", by=by, reason=reason)
    Post.objects.filter(season=round_.season_id).update(grades_locked_at=None)
    return round_


@transaction.atomic
def run_selection(round_: SelectionRound, *, by) -> SelectionRun:
    """Compute the proposal, with an explanation for every student, and store it."""
    round_ = _locked(round_)
    policies.require(policies.can_run_selection(by))
    take_move(round_, "propose", by=by)
    lists = _unchanged_lists(round_)
    numbers = _draw(round_, lists)
    outcome = matching.match(lists.market, numbers)
    violations = matching.check(lists.market, outcome.assignment, numbers)
    run = SelectionRun.objects.create(
        round=round_,
        run_no=round_.runs.count() + 1,
        started_by=by,
        outcome_digest=outcome.digest,
        faults=sum(violation.is_fault for violation in violations),
        stats=_stats(outcome),
    )
    _store_results(run, lists, outcome)
    _store_post_results(run, lists, outcome)
    round_.sent_at = round_.sent_by = None
    round_.save(update_fields=["sent_at", "sent_by"])
    record("round.run", subject=round_, by=by, run=run.run_no, digest=outcome.digest)
    return run


def _unchanged_lists(round_: SelectionRound) -> Lists:
    lists = read_lists(round_)
    digest = matching.digest.digest_of(matching.market_json(lists.market))
    if digest != round_.market_digest:
        raise RuleViolation(
            "名单锁定以后数据变了（比如取消了岗位或有人退出）。先解除锁定，核对后重新锁定。"
        )
    return lists


def _draw(round_: SelectionRound, lists: Lists) -> dict[str, int]:
    seed = bytes.fromhex(round_.seed)
    if round_.public_value:
        seed = matching.mix(seed, round_.public_value)
    return matching.lottery(lists.market.students, seed, round_.lottery_label)


def _stats(outcome: matching.Outcome) -> dict:
    stats = asdict(outcome.stats)
    histogram = stats.pop("rank_histogram").items()
    return {**stats, "ranks": {str(rank): count for rank, count in histogram}}


def _store_results(run: SelectionRun, lists: Lists, outcome: matching.Outcome) -> None:
    SelectionResult.objects.bulk_create(
        (_result(run, lists, outcome, student) for student in lists.market.students),
        batch_size=2000,
    )


def _result(
    run: SelectionRun, lists: Lists, outcome: matching.Outcome, student: str
) -> SelectionResult:
    reasons = matching.explain(lists.market, outcome, student)
    grades = [lists.wish(student, reason.post).grade for reason in reasons]
    got = outcome.assignment[student]
    return SelectionResult(
        run=run,
        application_id=lists.application_ids[student],
        post_id=None if got is None else int(got),
        rank=outcome.ranks[student],
        lottery_number=outcome.lottery[student],
        leftover="" if got else leftover_of(reasons, grades),
        reasons=[
            {
                "post": int(reason.post),
                "code": str(reason.code),
                "grade": grade,
                "text": sentence(reason, grade),
                "number": reason.number,
                "cutoff_number": reason.cutoff_number,
            }
            for reason, grade in zip(reasons, grades, strict=True)
        ],
    )


def _store_post_results(
    run: SelectionRun, lists: Lists, outcome: matching.Outcome
) -> None:
    grades: dict[str, list[str]] = defaultdict(list)
    for wish in lists.wishes.values():
        grades[wish.post].append(wish.grade)
    filled: dict[str, int] = defaultdict(int)
    for post in outcome.assignment.values():
        if post is not None:
            filled[post] += 1
    PostResult.objects.bulk_create(
        (
            _post_result(run, post, seats.seats, filled[post], grades[post], outcome)
            for post, seats in lists.market.posts.items()
        ),
        batch_size=2000,
    )


def _post_result(
    run: SelectionRun,
    post: str,
    seats: int,
    filled: int,
    grades: list[str],
    outcome: matching.Outcome,
) -> PostResult:
    cutoff = outcome.cutoffs.get(post)
    known = cutoff is not None and cutoff != matching.NOBODY
    return PostResult(
        run=run,
        post_id=int(post),
        seats=seats,
        filled=filled,
        listed=len(grades),
        leftover=leftover_of_post(grades, filled, seats),
        cutoff_grade="ABC"[cutoff.tier] if known else "",
        cutoff_band=cutoff.band if known else None,
        cutoff_number=cutoff.number if known else None,
    )


@transaction.atomic
def send_for_review(round_: SelectionRound, *, by, now: datetime) -> SelectionRound:
    """Ask a second person to look at the proposal and release it."""
    round_ = _locked(round_)
    policies.require(policies.can_run_selection(by))
    _latest_faultless_run(round_)
    round_.sent_at, round_.sent_by = now, by
    round_.save(update_fields=["sent_at", "sent_by"])
    record("round.send_for_review", subject=round_, by=by)
    return round_


@transaction.atomic
def release_round(round_: SelectionRound, *, by, now: datetime) -> list[Placement]:
    """Offers, notices and audit of the whole round, in one transaction.

    Refused unless a second person does it, the lists are as they were locked, and an
    independent check finds no fault in the stored results.
    """
    round_ = _locked(round_)
    policies.require(policies.can_release_round(by, round_))
    if round_.state != RoundState.PROPOSED or round_.sent_by_id is None:
        raise RuleViolation("先计算并送复核，再由第二个人发布。")
    if round_.sent_by_id == by.pk:
        raise NeedsSecondPerson("送复核的人不能自己发布，请另一位同事来复核。")
    run = _latest_faultless_run(round_)
    _hold_lists(round_)
    results = _checked_results(round_, run)
    round_.released_at, round_.released_by = now, by
    take_move(
        round_, "release", by=by, fields=("released_at", "released_by"), run=run.run_no
    )
    return _offer(round_, results, by=by, now=now)


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
    """The stored results, if the independent check agrees with what is stored."""
    lists = _unchanged_lists(round_)
    results = list(
        run.results.select_related("application__student", "post__unit").order_by("id")
    )
    assignment = {
        result.application.number: None
        if result.post_id is None
        else str(result.post_id)
        for result in results
    }
    numbers = {result.application.number: result.lottery_number for result in results}
    violations = matching.check(lists.market, assignment, numbers)
    faults = [violation for violation in violations if violation.is_fault]
    if faults or numbers != _draw(round_, lists):
        raise RuleViolation("复核发现提案与锁定的名单不一致，没有发布。请重新计算。")
    return results


def _offer(
    round_: SelectionRound, results: list[SelectionResult], *, by, now: datetime
) -> list[Placement]:
    already = students_with_a_place(round_)
    due = now + timedelta(hours=round_.season.answer_hours)
    offers = [
        _offer_of(round_, result, now=now, due=due)
        for result in results
        if result.post_id and result.application.student_id not in already
    ]
    placements = Placement.objects.bulk_create(offers, batch_size=2000)
    for placement in placements:
        record("placement.offer", subject=placement, by=by, after=str(placement.state))
    notifications.tell_students_offered(placements)
    notifications.tell_students_not_placed(
        [result.application.student for result in results if result.post_id is None]
    )
    return placements


def _offer_of(
    round_: SelectionRound, result: SelectionResult, *, now: datetime, due: datetime
) -> Placement:
    post = result.post
    return Placement(
        season_id=round_.season_id,
        student=result.application.student,
        application=result.application,
        post=post,
        managing_committee_id=post.managing_committee_id,
        result=result,
        source=Placement.Source.SELECTION
        if round_.round_no == 1
        else Placement.Source.SUPPLEMENTARY,
        offered_at=now,
        answer_due_at=due,
        starts_on=post.starts_on,
        ends_on=post.ends_on,
    )


def _locked(round_: SelectionRound) -> SelectionRound:
    return SelectionRound.objects.locked().select_related("season").get(pk=round_.pk)
