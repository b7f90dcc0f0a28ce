"""Tasks of a post with what each of them delivers."""

import re
from dataclasses import dataclass

from .cells import BadCell, is_blank, refuse_formula, refuse_long, text

LONGEST_PART = 200
_NEW_ITEM = re.compile(
    r"\n|[①-⑳]"
    r"|(?:(?<=\s)|(?<=[；;。])|^)(?:[(（]?\d{1,2}[)）、．]|\d{1,2}\.(?!\d)|[一二三四五六七八九十]、)",
)
_DELIVERABLE = re.compile(r"(?:预期|工作)?(?:成果|产出|交付物)\s*[:：]")
_BULLETS = "-—·•*● "
_EDGES = " ；;，,。、\t"


@dataclass(frozen=True, slots=True)
class Task:
    task: str
    deliverable: str


def read_tasks(value: object) -> tuple[Task, ...]:
    if is_blank(value):
        raise BadCell("这一格是空的，请写任务和成果，如“起草简报；成果：简报4期”。")
    refuse_formula(text(value))
    tasks: list[Task] = []
    for item in _NEW_ITEM.split(text(value)):
        _add(tasks, item.lstrip(_BULLETS).strip(_EDGES))
    _refuse_incomplete(tasks)
    return tuple(tasks)


def _add(tasks: list[Task], item: str) -> None:
    """Adds the tasks of one item; a line with only 成果 belongs to the one above."""
    pieces = _DELIVERABLE.split(item)
    doing = pieces[0].strip(_EDGES)
    for place, piece in enumerate(pieces[1:], start=1):
        is_last = place == len(pieces) - 1
        made, rest = (piece, "") if is_last else _cut(piece)
        if not doing and tasks and not tasks[-1].deliverable:
            doing = tasks.pop().task
        tasks.append(Task(doing, made.strip(_EDGES)))
        doing = rest
    if doing:
        tasks.append(Task(doing, ""))


def _cut(piece: str) -> tuple[str, str]:
    """Between two 成果, the first sentence is the result, the rest the next task."""
    made, _, rest = piece.replace(";", "；").strip(_EDGES).partition("；")
    return made, rest.strip(_EDGES)


def _refuse_incomplete(tasks: list[Task]) -> None:
    if not any(task.task for task in tasks):
        raise BadCell("没有写任务，请写成“起草简报；成果：简报4期”的样子。")
    if not any(task.deliverable for task in tasks):
        raise BadCell("没有写成果，请在任务后面加上，如“；成果：简报4期”。")
    if any(not task.task for task in tasks):
        raise BadCell("有一条成果前面没有任务，请补上任务。")
    for task in tasks:
        refuse_long(task.task, LONGEST_PART)
        refuse_long(task.deliverable, LONGEST_PART)
