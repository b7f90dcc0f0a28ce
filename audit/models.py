"""What happened: rows that are written once and never changed."""

from collections.abc import Iterable

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now

from accounts.models import User


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> "EventQuerySet":
        """The timeline of one row; order it with ``newest_first``."""
        return self.filter(
            subject_type=subject._meta.label_lower, subject_id=subject.pk
        )

    def newest_first(self) -> "EventQuerySet":
        return self.select_related("actor").order_by("-id")


class Event(models.Model):
    """Something that happened. A trigger refuses to change or delete it."""

    happened_at = models.DateTimeField("时间", db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="谁",
    )
    name = models.CharField("事件", max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    # The territory whose staff may read it; none means the city alone.
    committee = models.ForeignKey(
        "directory.Committee", models.PROTECT, null=True, related_name="+"
    )
    data = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        indexes = [
            models.Index(
                fields=["subject_type", "subject_id", "id"], name="event_by_subject"
            ),
            models.Index(fields=["committee", "id"], name="event_by_committee"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name} {self.subject_type}:{self.subject_id}"


def record(name: str, /, *, subject: models.Model, by: User | None, **data) -> Event:
    """Write one event. Call it inside the transaction that made the change.

    ``by`` is None for the program itself (an offer that ran out).
    """
    return Event.objects.create(**_event(name, subject, by, data))


def record_many(
    name: str, /, *, subjects: Iterable[models.Model], by: User | None, **data
) -> None:
    """The same event for each of many rows, in one statement a thousand."""
    Event.objects.bulk_create(
        (Event(**_event(name, subject, by, data)) for subject in subjects),
        batch_size=1000,
    )


def record_each(
    name: str, /, changes: Iterable[tuple[models.Model, dict]], *, by: User | None
) -> None:
    """The same event for many rows, each with data of its own."""
    Event.objects.bulk_create(
        (Event(**_event(name, subject, by, data)) for subject, data in changes),
        batch_size=1000,
    )


def _event(name: str, subject: models.Model, by: User | None, data: dict) -> dict:
    return {
        "actor": by,
        "name": name,
        "subject_type": subject._meta.label_lower,
        "subject_id": subject.pk,
        "committee_id": getattr(subject, "managing_committee_id", None),
        "data": data,
    }
