"""The desk of one proposal: the numbers, three columns, and the lottery record."""

from collections.abc import Mapping
from dataclasses import replace

from placements.chinese_dates import moment
from placements.desk import (
    EMPTY,
    PLACED,
    POST_FILTERS,
    STUDENT_FILTERS,
    UNPLACED,
    Choice,
    Column,
    explanation,
    post_column,
    student_column,
)
from placements.models import (
    Leftover,
    SelectionResult,
    SelectionRound,
    SelectionRun,
)
from placements.states import RoundState

RANKS_SHOWN = 2
NO_PUBLIC_VALUE = "这一轮没有公共数，抽签只用锁定前密封的种子。"


def desk_context(run: SelectionRun, choice: Choice, *, by) -> dict:
    """The first row of a column stands for a choice that nobody has made."""
    posts = post_column(run, choice)
    choice = replace(choice, post=_selected(choice.post, posts))
    students = student_column(run, choice)
    choice = replace(choice, student=_selected(choice.student, students))
    result = (
        SelectionResult.objects.filter(run=run, application=choice.student)
        .select_related("application__student")
        .first()
    )
    return {
        "run": run,
        "choice": choice,
        "stats": _stats(run, choice),
        "posts": posts,
        "students": students,
        "students_title": _students_title(choice, posts),
        "result": result,
        "lines": explanation(result) if result else [],
        "post_filters": POST_FILTERS.items(),
        "student_filters": STUDENT_FILTERS.items(),
        "record": lottery_record(run),
        "is_proposed": run.round.state == RoundState.PROPOSED,
        "sent_by_me": run.round.sent_by_id == by.pk,
    }


def _selected(chosen: int | None, column: Column) -> int | None:
    if chosen is not None or not column.rows:
        return chosen
    column.rows[0].current = True
    return column.rows[0].pk


def _students_title(choice: Choice, posts: Column) -> str:
    if choice.q:
        return f"找“{choice.q}”"
    if choice.left:
        return STUDENT_FILTERS[choice.left]
    titles = (row.title for row in posts.rows if row.pk == choice.post)
    title = next(titles, "")
    return f"填报“{title}”的" if title else ""


def _stats(run: SelectionRun, choice: Choice) -> list[dict]:
    """Each opens the rows it counted."""
    stats, bare = run.stats, Choice(round=choice.round)
    left, empty = stats["students_left"], stats["posts_left"]
    return [
        {
            "number": stats["placed"],
            "label": "人录用",
            "small": _ranks(stats["ranks"]),
            "url": bare.url(left=PLACED),
        },
        {
            "number": stats["unplaced"],
            "label": "人未录用",
            "small": _leftovers(left),
            "url": bare.url(left=UNPLACED),
        },
        {
            "number": sum(empty.values()),
            "label": "个空岗",
            "small": _leftovers(empty),
            "url": bare.url(posts=EMPTY),
        },
        {"number": run.faults, "label": "处违反规则", "small": "由另一段程序独立核对"},
    ]


def _ranks(ranks: Mapping[str, int]) -> str:
    in_order = sorted(ranks.items(), key=lambda pair: int(pair[0]))[:RANKS_SHOWN]
    return "，".join(f"第 {rank} 志愿 {count}" for rank, count in in_order)


def _leftovers(counts: Mapping[str, int]) -> str:
    most_first = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return "，".join(f"{Leftover(code).label} {count}" for code, count in most_first)


def lottery_record(run: SelectionRun) -> list[tuple[str, str]]:
    """What anybody needs to recompute the draw; seed and salt only once released."""
    round_ = run.round
    facts = [*promise_record(round_), ("结果摘要", run.outcome_digest)]
    if round_.state in (RoundState.RELEASED, RoundState.CLOSED):
        facts += [("种子", round_.seed), ("盐", round_.salt)]
    return facts


def promise_record(round_: SelectionRound) -> list[tuple[str, str]]:
    """What was promised when the lists locked; it says so when no public value is."""
    value = f"{round_.public_value_source} “{round_.public_value}”".strip()
    return [
        ("名单摘要", round_.market_digest),
        ("密封值", round_.seed_digest),
        ("锁定时间", moment(round_.locked_at) if round_.locked_at else ""),
        ("公共数", value if round_.public_value else NO_PUBLIC_VALUE),
        ("程序版本", round_.engine_version),
    ]
