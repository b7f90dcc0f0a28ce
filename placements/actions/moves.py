"""Taking one move of a state table: the only code that changes a ``state``."""

from typing import Any

from audit.models import record
from placements.exceptions import IllegalMove
from placements.states import NOUNS, Noun


def noun_of(thing: Any) -> Noun:
    """The section of the state tables that this model's ``State`` belongs to."""
    return next(noun for noun in NOUNS if noun.states is thing.State)


def take_move(
    thing: Any, name: str, *, by, fields: tuple[str, ...] = (), **data
) -> None:
    """Take the move if it starts here, save ``fields`` with it, and write it down.

    The row must be locked by the caller. Raises IllegalMove when the thing has
    already left the state from which the move starts.
    """
    noun = noun_of(thing)
    move = noun.moves[name]
    if thing.state not in move.sources:
        raise IllegalMove(
            f"现在是“{thing.get_state_display()}”，不能{move.label}。刷新页面看最新情况。"
        )
    before = thing.state
    thing.state = move.target
    thing.save(update_fields=["state", *fields])
    record(
        f"{noun.name}.{name}",
        subject=thing,
        by=by,
        before=before,
        after=str(move.target),
        **data,
    )
