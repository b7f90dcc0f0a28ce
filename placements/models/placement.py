"""A student on a post: from the offer to the last day."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone

from accounts.roles import territory_of
from placements.models.unit import UnitMember
from placements.states import (
    HOLDS_A_PLACE,
    PLACEMENT_MOVES,
    STUDENT_LABELS,
    PlacementState,
    moves_from,
)


class PlacementQuerySet(models.QuerySet["Placement"]):
    def live(self):
        return self.filter(state__in=HOLDS_A_PLACE)

    def for_student(self, user):
        return self.filter(student=user)

    def for_staff(self, user):
        territory = territory_of(user)
        if territory.reads_all:
            return self
        return self.filter(managing_committee__in=territory.reads)

    def for_host(self, user):
        membership = UnitMember.objects.live_at(timezone.now()).filter(
            user=user, unit=OuterRef("post__unit")
        )
        return self.filter(models.Exists(membership))

    def overdue_at(self, now: datetime):
        """Offers whose time to answer has run out."""
        return self.filter(state=PlacementState.OFFERED, answer_due_at__lte=now)

    def with_post(self):
        return self.select_related(
            "post__unit", "post__township", "post__managing_committee", "season"
        )

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Placement(models.Model):
    """One student, one post.

    At most one live placement per student and season is a constraint; that live ones
    never exceed the headcount is a trigger that locks the post's row.
    ``state`` changes only in ``placements.actions``; see ``placements.states``.
    """

    State = PlacementState

    class Source(models.TextChoices):
        SELECTION = "SELECTION", "双向选择"
        SUPPLEMENTARY = "SUPPLEMENTARY", "补录"
        ADJUSTMENT = "ADJUSTMENT", "调剂"
        DIRECT = "DIRECT", "直接安排"
        TRANSFER = "TRANSFER", "调岗"

    season = models.ForeignKey(
        "placements.Season", models.PROTECT, related_name="placements"
    )
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="placements"
    )
    application = models.ForeignKey(
        "placements.Application", models.PROTECT, related_name="placements"
    )
    post = models.ForeignKey(
        "placements.Post", models.PROTECT, related_name="placements"
    )
    managing_committee = models.ForeignKey(
        "directory.Committee", models.PROTECT, related_name="placements"
    )
    result = models.ForeignKey(
        "placements.SelectionResult",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
    )
    source = models.CharField(
        "来源", max_length=16, choices=Source.choices, default=Source.SELECTION
    )
    state = models.CharField(
        "状态", max_length=12, choices=State.choices, default=State.OFFERED
    )
    offered_at = models.DateTimeField("录用时间", default=timezone.now)
    answer_due_at = models.DateTimeField("答复截止")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    decline_reason = models.CharField("放弃原因", max_length=200, blank=True)
    starts_on = models.DateField("到岗")
    ends_on = models.DateField("离岗")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "录用"
        verbose_name_plural = "录用"
        indexes = [
            models.Index(
                fields=["answer_due_at", "id"],
                condition=Q(state="OFFERED"),
                name="placement_answer_due",
            ),
            models.Index(
                fields=["season", "managing_committee", "state", "id"],
                name="placement_by_committee",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "student"],
                condition=Q(state__in=HOLDS_A_PLACE),
                name="one_live_placement_per_student_and_season",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="placement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ACCEPTED", "DECLINED"])
                | Q(answered_at__isnull=False),
                name="placement_answered_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"placement #{self.pk} ({self.state})"

    @property
    def open_moves(self) -> list[str]:
        return moves_from(PLACEMENT_MOVES, self.state)

    @property
    def student_label(self) -> str:
        return STUDENT_LABELS["placement"][self.state]
