"""Every state of every noun, and every way to leave it.

These tables are the whole state machine: docs/states.md, buttons and tests are made
from them. The label in a ``TextChoices`` is what staff read; ``STUDENT_LABELS`` is
what the student reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models


class SeasonState(models.TextChoices):
    DRAFT = "DRAFT", "筹备"
    OPEN = "OPEN", "进行中"
    CLOSED = "CLOSED", "已结束"


class UnitState(models.TextChoices):
    DRAFT = "DRAFT", "填写中"
    SUBMITTED = "SUBMITTED", "待审"
    RETURNED = "RETURNED", "退回修改"
    APPROVED = "APPROVED", "已通过"
    SUSPENDED = "SUSPENDED", "暂停"


class PostState(models.TextChoices):
    DRAFT = "DRAFT", "填写中"
    SUBMITTED = "SUBMITTED", "待审"
    RETURNED = "RETURNED", "退回修改"
    PUBLISHED = "PUBLISHED", "已发布"
    CLOSED = "CLOSED", "已结束"
    CANCELLED = "CANCELLED", "已取消"


class ApplicationState(models.TextChoices):
    DRAFT = "DRAFT", "填写中"
    SUBMITTED = "SUBMITTED", "待审"
    RETURNED = "RETURNED", "退回修改"
    QUALIFIED = "QUALIFIED", "审核通过"
    REJECTED = "REJECTED", "未通过"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    CLOSED = "CLOSED", "已结束"


class RoundState(models.TextChoices):
    OPEN = "OPEN", "收集中"
    LOCKED = "LOCKED", "名单已锁定"
    PROPOSED = "PROPOSED", "提案，未发布"
    RELEASED = "RELEASED", "已发布"
    CLOSED = "CLOSED", "已结束"


class PlacementState(models.TextChoices):
    OFFERED = "OFFERED", "等答复"
    ACCEPTED = "ACCEPTED", "已接受"
    CONFIRMED = "CONFIRMED", "已定岗"
    ON_POST = "ON_POST", "在岗"
    COMPLETED = "COMPLETED", "期满"
    DECLINED = "DECLINED", "放弃"
    EXPIRED = "EXPIRED", "过期未答"
    WITHDRAWN = "WITHDRAWN", "退出"
    TRANSFERRED = "TRANSFERRED", "已调岗"
    ENDED_EARLY = "ENDED_EARLY", "提前离岗"
    CANCELLED = "CANCELLED", "岗位取消"


class CommitmentState(models.TextChoices):
    TO_SIGN = "TO_SIGN", "待学生签署"
    SIGNED = "SIGNED", "学生已签"
    COUNTERSIGNED = "COUNTERSIGNED", "单位已签"
    SEALED = "SEALED", "已盖章"
    VOID = "VOID", "已作废"
    SUPERSEDED = "SUPERSEDED", "已被替代"


@dataclass(frozen=True, slots=True)
class Move:
    """One way from some states to another; ``label`` is the word on the button."""

    sources: frozenset[str]
    target: str
    label: str


def _move(sources: set[str], target: str, label: str) -> Move:
    return Move(frozenset(sources), target, label)


Moves = Mapping[str, Move]

U, P, A = UnitState, PostState, ApplicationState
R, L, C = RoundState, PlacementState, CommitmentState

UNIT_MOVES: Moves = {
    "submit": _move({U.DRAFT, U.RETURNED}, U.SUBMITTED, "提交审核"),
    "approve": _move({U.SUBMITTED}, U.APPROVED, "通过"),
    "return": _move({U.SUBMITTED}, U.RETURNED, "退回修改"),
    "suspend": _move({U.APPROVED}, U.SUSPENDED, "暂停"),
    "resume": _move({U.SUSPENDED}, U.APPROVED, "恢复"),
}

POST_MOVES: Moves = {
    "submit": _move({P.DRAFT, P.RETURNED}, P.SUBMITTED, "提交审核"),
    "take_back": _move({P.SUBMITTED}, P.DRAFT, "撤回修改"),
    "publish": _move({P.SUBMITTED}, P.PUBLISHED, "通过"),
    "return": _move({P.SUBMITTED}, P.RETURNED, "退回修改"),
    "cancel": _move(
        {P.DRAFT, P.SUBMITTED, P.RETURNED, P.PUBLISHED}, P.CANCELLED, "取消岗位"
    ),
    "close": _move({P.PUBLISHED}, P.CLOSED, "结束"),
}

APPLICATION_MOVES: Moves = {
    "submit": _move({A.DRAFT, A.RETURNED}, A.SUBMITTED, "提交报名"),
    "take_back": _move({A.SUBMITTED, A.QUALIFIED}, A.DRAFT, "撤回修改"),
    "qualify": _move({A.SUBMITTED}, A.QUALIFIED, "通过"),
    "return": _move({A.SUBMITTED}, A.RETURNED, "退回修改"),
    "reject": _move({A.SUBMITTED}, A.REJECTED, "不通过"),
    "withdraw": _move(
        {A.DRAFT, A.SUBMITTED, A.RETURNED, A.QUALIFIED}, A.WITHDRAWN, "不报了"
    ),
    "close": _move({A.QUALIFIED}, A.CLOSED, "结束"),
}

ROUND_MOVES: Moves = {
    "lock": _move({R.OPEN}, R.LOCKED, "锁定名单"),
    "unlock": _move({R.LOCKED, R.PROPOSED}, R.OPEN, "解除锁定"),
    "propose": _move({R.LOCKED, R.PROPOSED}, R.PROPOSED, "计算"),
    "release": _move({R.PROPOSED}, R.RELEASED, "发布结果"),
    "close": _move({R.RELEASED}, R.CLOSED, "结束本轮"),
}

PLACEMENT_MOVES: Moves = {
    "accept": _move({L.OFFERED}, L.ACCEPTED, "接受录用"),
    "decline": _move({L.OFFERED}, L.DECLINED, "放弃"),
    "expire": _move({L.OFFERED}, L.EXPIRED, "过期"),
    "confirm": _move({L.ACCEPTED}, L.CONFIRMED, "确认上岗"),
    "withdraw": _move({L.ACCEPTED, L.CONFIRMED}, L.WITHDRAWN, "退出"),
    "start": _move({L.CONFIRMED}, L.ON_POST, "到岗"),
    "complete": _move({L.ON_POST}, L.COMPLETED, "期满"),
    "transfer": _move({L.ON_POST}, L.TRANSFERRED, "调岗"),
    "end_early": _move({L.ON_POST}, L.ENDED_EARLY, "提前离岗"),
    "cancel": _move(
        {L.OFFERED, L.ACCEPTED, L.CONFIRMED, L.ON_POST}, L.CANCELLED, "单位取消"
    ),
}

COMMITMENT_MOVES: Moves = {
    "sign": _move({C.TO_SIGN}, C.SIGNED, "签署"),
    "countersign": _move({C.SIGNED}, C.COUNTERSIGNED, "单位签署"),
    "seal": _move({C.COUNTERSIGNED}, C.SEALED, "盖章"),
    "void": _move({C.TO_SIGN, C.SIGNED, C.COUNTERSIGNED, C.SEALED}, C.VOID, "作废"),
    "supersede": _move(
        {C.TO_SIGN, C.SIGNED, C.COUNTERSIGNED, C.SEALED}, C.SUPERSEDED, "替代"
    ),
}

# A unit may still be corrected by its contact in these states.
UNIT_EDITABLE = frozenset({U.DRAFT, U.RETURNED, U.APPROVED})
POST_EDITABLE = frozenset({P.DRAFT, P.RETURNED})
# Nothing is owed to anybody for a post in these states.
POST_INCOMPLETE = frozenset({P.DRAFT, P.RETURNED, P.CANCELLED})
APPLICATION_EDITABLE = frozenset({A.DRAFT, A.RETURNED})
APPLICATION_LIVE = frozenset({A.DRAFT, A.SUBMITTED, A.RETURNED, A.QUALIFIED})
# What a unit and the public count as "报名".
APPLICATION_IN_PLAY = frozenset({A.SUBMITTED, A.QUALIFIED})
HOLDS_A_PLACE = frozenset({L.OFFERED, L.ACCEPTED, L.CONFIRMED, L.ON_POST})

STUDENT_LABELS: Mapping[str, Mapping[str, str]] = {
    "application": {
        A.DRAFT: "还没提交",
        A.SUBMITTED: "已提交，等审核",
        A.RETURNED: "要改一处再交",
        A.QUALIFIED: "审核通过",
        A.REJECTED: "没通过审核",
        A.WITHDRAWN: "已撤回",
        A.CLOSED: "本季已结束",
    },
    "placement": {
        L.OFFERED: "被录用，等你答复",
        L.ACCEPTED: "已接受录用",
        L.CONFIRMED: "已定岗",
        L.ON_POST: "在岗",
        L.COMPLETED: "已期满",
        L.DECLINED: "你放弃了",
        L.EXPIRED: "到时没答复",
        L.WITHDRAWN: "你退出了",
        L.TRANSFERRED: "已调到新岗位",
        L.ENDED_EARLY: "已提前离岗",
        L.CANCELLED: "岗位取消了",
    },
    "commitment": {
        C.TO_SIGN: "待签署",
        C.SIGNED: "你已签署",
        C.COUNTERSIGNED: "单位已签",
        C.SEALED: "已盖章",
        C.VOID: "已作废",
        C.SUPERSEDED: "已有新版",
    },
}

# Tone of the badge (see the component `state`): ok, warn, danger, info or none.
TONES: Mapping[str, str] = {
    U.APPROVED: "ok",
    U.SUBMITTED: "warn",
    U.RETURNED: "danger",
    U.SUSPENDED: "danger",
    P.PUBLISHED: "ok",
    P.CANCELLED: "danger",
    A.QUALIFIED: "ok",
    A.REJECTED: "danger",
    R.PROPOSED: "warn",
    R.LOCKED: "info",
    R.RELEASED: "ok",
    L.OFFERED: "warn",
    L.ACCEPTED: "ok",
    L.CONFIRMED: "ok",
    L.ON_POST: "ok",
    L.COMPLETED: "ok",
    L.EXPIRED: "danger",
    C.TO_SIGN: "warn",
    C.SIGNED: "ok",
    C.COUNTERSIGNED: "ok",
    C.SEALED: "ok",
    C.VOID: "danger",
}


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun with its states and moves: one section of docs/states.md."""

    name: str
    title: str
    states: type[models.TextChoices]
    moves: Moves
    start: str


NOUNS: tuple[Noun, ...] = (
    Noun("unit", "HostUnit 实践单位", UnitState, UNIT_MOVES, U.DRAFT),
    Noun("post", "Post 岗位", PostState, POST_MOVES, P.DRAFT),
    Noun(
        "application", "Application 报名", ApplicationState, APPLICATION_MOVES, A.DRAFT
    ),
    Noun("round", "SelectionRound 选岗轮次", RoundState, ROUND_MOVES, R.OPEN),
    Noun("placement", "Placement 录用", PlacementState, PLACEMENT_MOVES, L.OFFERED),
    Noun(
        "commitment", "Commitment 承诺书", CommitmentState, COMMITMENT_MOVES, C.TO_SIGN
    ),
)


def moves_from(moves: Moves, state: str) -> list[str]:
    return [name for name, move in moves.items() if state in move.sources]
