"""What is promised when the lists of a round lock, and whether it is still kept."""

from placements import matching
from placements.exceptions import RuleViolation
from placements.markets import Lists
from placements.models import Season, SelectionRound

POLICY = (
    "先看单位评价（A 高于 B 高于 C），{ties}，号小在前。"
    "没有评价和“不合适”的，不录用。学生按自己的志愿顺序录用到能去的第一个岗位。"
)
BY_LOT = "评价相同看抽签号"
BY_BAND_THEN_LOT = "评价相同看离家远近（按 {limits} 公里分档），同档看抽签号"


def policy_text(season: Season) -> str:
    """The rules of the season in words, as they are published with the lock."""
    limits = "、".join(str(km) for km in season.band_limits_km)
    ties = BY_BAND_THEN_LOT.format(limits=limits) if limits else BY_LOT
    return POLICY.format(ties=ties)


def promise_of(round_: SelectionRound, lists: Lists) -> matching.Commitment:
    """The digests that bind the lists, the sealed seed and the program."""
    return matching.commit(
        lists.market,
        bytes.fromhex(round_.seed),
        bytes.fromhex(round_.salt),
        round_.policy,
        label=round_.lottery_label,
    )


def require_promise_kept(round_: SelectionRound, lists: Lists) -> None:
    promise = promise_of(round_, lists)
    if promise.engine_version != round_.engine_version:
        raise RuleViolation(
            "选岗程序在锁定以后换了版本，和公布的不同。先解除锁定，再重新锁定。"
        )
    if promise.seed_digest != round_.seed_digest:
        raise RuleViolation("抽签种子和公布的密封值对不上，不能计算。请联系技术人员。")
    if promise.market_digest != round_.market_digest:
        raise RuleViolation(
            "名单锁定以后数据变了（比如取消了岗位）。先解除锁定，核对后重新锁定。"
        )
