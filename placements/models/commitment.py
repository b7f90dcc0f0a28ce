"""The letter of commitment: its versioned template, its frozen text, its evidence."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from placements.states import (
    COMMITMENT_MOVES,
    STUDENT_LABELS,
    CommitmentState,
    moves_from,
)


class CommitmentTemplate(models.Model):
    """One version of the letter. A trigger freezes it once a letter was made of it."""

    class Kind(models.TextChoices):
        STUDENT = "STUDENT", "学生承诺书"
        UNIT = "UNIT", "单位承诺书"
        GUARDIAN = "GUARDIAN", "监护人同意书"

    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    version = models.PositiveSmallIntegerField("版本")
    # {"title", "opening", "clauses": […], "minor_clauses": […], "issuer"}
    body = models.JSONField("内容")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    class Meta:
        verbose_name = "承诺书模板"
        verbose_name_plural = "承诺书模板"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"], name="one_template_per_kind_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} 第 {self.version} 版"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def standing(self):
        return self.exclude(
            state__in=[CommitmentState.VOID, CommitmentState.SUPERSEDED]
        )

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Commitment(models.Model):
    """One letter for one placement. Its text is frozen when it is drawn up.

    ``state`` changes only in ``placements.actions``; see ``placements.states``.
    """

    State = CommitmentState

    placement = models.ForeignKey(
        "placements.Placement", models.PROTECT, related_name="commitments"
    )
    template = models.ForeignKey(
        CommitmentTemplate, models.PROTECT, related_name="commitments"
    )
    number = models.CharField("编号", max_length=24, unique=True)
    verify_code = models.CharField("查验码", max_length=12, unique=True)
    text = models.JSONField("文字")
    text_sha256 = models.CharField("文本指纹", max_length=64)
    state = models.CharField(
        "状态", max_length=14, choices=State.choices, default=State.TO_SIGN
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    signed_at = models.DateTimeField("学生签署", null=True, blank=True)
    pdf = models.FileField("PDF", upload_to="letters/%Y/", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "承诺书"
        verbose_name_plural = "承诺书"
        constraints = [
            models.UniqueConstraint(
                fields=["placement"],
                condition=~Q(state__in=["VOID", "SUPERSEDED"]),
                name="one_standing_letter_per_placement",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["TO_SIGN", "VOID", "SUPERSEDED"])
                | Q(signed_at__isnull=False),
                name="letter_signed_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(text={}) & ~Q(text_sha256=""), name="letter_has_a_text"
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.number} ({self.state})"

    @property
    def open_moves(self) -> list[str]:
        return moves_from(COMMITMENT_MOVES, self.state)

    @property
    def student_label(self) -> str:
        return STUDENT_LABELS["commitment"][self.state]


class SignatureEvidence(models.Model):
    """What proves one signature. Append-only by trigger; each row carries the hash of
    the one before it, so that a row cannot be changed or taken out unnoticed."""

    class Method(models.TextChoices):
        DRAWN = "DRAWN", "手写"
        TYPED = "TYPED", "打字"

    class Signer(models.TextChoices):
        STUDENT = "STUDENT", "学生"
        UNIT = "UNIT", "单位"
        GUARDIAN = "GUARDIAN", "监护人"
        COMMITTEE = "COMMITTEE", "团市委"

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="signatures"
    )
    signer_kind = models.CharField("签署方", max_length=10, choices=Signer.choices)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    method = models.CharField("方式", max_length=8, choices=Method.choices)
    strokes = models.JSONField(default=list)
    typed_name = models.CharField(max_length=50, blank=True)
    text_sha256 = models.CharField(max_length=64)
    template_version = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField("时间（服务器）")
    address = models.GenericIPAddressField("地址", null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "签署证据"
        verbose_name_plural = "签署证据"
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "signer_kind"],
                name="each_signs_a_letter_once",
            ),
            # One chain: a second child of the same row would be a fork.
            models.UniqueConstraint(
                fields=["previous_hash"], name="evidence_chain_has_no_fork"
            ),
            models.CheckConstraint(
                condition=Q(method="DRAWN", typed_name="") & ~Q(strokes=[])
                | Q(method="TYPED", strokes=[]) & ~Q(typed_name=""),
                name="evidence_is_drawn_or_typed",
            ),
        ]

    def __str__(self) -> str:
        return f"signature #{self.pk} of letter #{self.commitment_id}"
