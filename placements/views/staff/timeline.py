"""What happened to one row, newest first, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from audit.models import Event
from placements.event_labels import event_label
from placements.models import ReturnReason

LENGTH = 50


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a timeline or of the log."""

    at: datetime
    label: str
    who: str
    note: str
    subject: str = ""


def timeline(subject: models.Model) -> list[Happening]:
    return tell(Event.objects.about(subject).newest_first()[:LENGTH])


def tell(events: Iterable[Event]) -> list[Happening]:
    return [
        Happening(
            at=event.happened_at,
            label=event_label(event.name),
            who=str(event.actor) if event.actor else "系统",
            note=_note(event.data),
            subject=f"{event.subject_type.rpartition('.')[2]} {event.subject_id}",
        )
        for event in events
    ]


def _note(data: dict) -> str:
    """The reasons and the text somebody wrote, if there are any."""
    known = dict(ReturnReason.choices)
    parts = [str(known.get(code, code)) for code in data.get("reasons", [])]
    written = data.get("note") or data.get("reason")
    if isinstance(written, str) and written:
        parts.append(written)
    return "；".join(parts)
