"""One decision about many rows: all of them or none."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import models, transaction

from placements.exceptions import RuleViolation

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def decide_all(rows: Iterable[Row], decide: Callable[[Row], Row]) -> list[Row]:
    """Decide about each, in the order of their keys so that two people never wait
    for each other; a refusal names its row and undoes the others."""
    in_order = sorted(rows, key=lambda row: row.pk)
    if not in_order:
        raise RuleViolation("一个也没有选。先在列表里勾选。")
    return [_decide(row, decide) for row in in_order]


def _decide(row: Row, decide: Callable[[Row], Row]) -> Row:
    try:
        return decide(row)
    except RuleViolation as refusal:
        named = f"“{name_of(row)}”没办成，其他的也都没有动：{refusal}"
        raise type(refusal)(named) from refusal


def name_of(row: models.Model) -> str:
    """What a person calls the row: an application is called by its student."""
    student = getattr(row, "student", None)
    return str(student or row)
