"""Selection rounds: what was locked, what the engine proposed, what was released."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from placements.states import ROUND_MOVES, RoundState, moves_from


class SelectionRoundQuerySet(models.QuerySet["SelectionRound"]):
    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class SelectionRound(models.Model):
    """One round of the two-way selection.

    ``state`` changes only in ``placements.actions``; see ``placements.states``.
    Locking draws ``seed`` and ``salt`` and freezes the lists under ``market_digest``;
    until release both stay secret, and ``seed_digest`` is their published promise.
    """

    State = RoundState

    season = models.ForeignKey(
        "placements.Season", models.PROTECT, related_name="rounds"
    )
    round_no = models.PositiveSmallIntegerField("轮次", default=1)
    state = models.CharField(
        "状态", max_length=12, choices=State.choices, default=State.OPEN
    )
    policy = models.TextField("规则原文", blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    salt = models.CharField(max_length=64, blank=True)
    seed_digest = models.CharField("密封值", max_length=64, blank=True)
    market_digest = models.CharField("名单摘要", max_length=64, blank=True)
    public_value_source = models.CharField("公共数来源", max_length=60, blank=True)
    public_value = models.CharField("公共数", max_length=60, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # Four eyes: who asks for release, and who releases.
    sent_at = models.DateTimeField("送复核时间", null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = SelectionRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "选岗轮次"
        verbose_name_plural = "选岗轮次"
        constraints = [
            models.UniqueConstraint(
                fields=["season", "round_no"], name="one_round_of_a_number_per_season"
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN")
                | Q(locked_at__isnull=False)
                & ~Q(seed="")
                & ~Q(seed_digest="")
                & ~Q(market_digest=""),
                name="round_locked_has_its_promise",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["RELEASED", "CLOSED"])
                | Q(
                    released_at__isnull=False,
                    released_by__isnull=False,
                    sent_by__isnull=False,
                )
                & ~Q(released_by=F("sent_by")),
                name="release_needs_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.round_no} of season #{self.season_id} ({self.state})"

    @property
    def open_moves(self) -> list[str]:
        return moves_from(ROUND_MOVES, self.state)

    @property
    def lottery_label(self) -> str:
        return f"round-{self.round_no}"


class SelectionRun(models.Model):
    """One calculation of a round. The latest run is the proposal."""

    round = models.ForeignKey(SelectionRound, models.CASCADE, related_name="runs")
    run_no = models.PositiveSmallIntegerField("第几次")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("计算时间", db_default=Now(), editable=False)
    outcome_digest = models.CharField(max_length=64)
    faults = models.PositiveIntegerField("违反规则", default=0)
    stats = models.JSONField(default=dict)

    class Meta:
        verbose_name = "选岗计算"
        verbose_name_plural = "选岗计算"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "run_no"], name="one_run_of_a_number_per_round"
            )
        ]

    def __str__(self) -> str:
        return f"run {self.run_no} of round #{self.round_id}"


class Leftover(models.TextChoices):
    """Why a student stays without a post, or a post without a student."""

    NONE = "", "—"
    NOT_LISTED = "NOT_LISTED", "没人填报"
    NOT_GRADED = "NOT_GRADED", "单位没评"
    FULL = "FULL", "名额满"
    NOT_SUITABLE = "NOT_SUITABLE", "都不合适"
    WENT_ELSEWHERE = "WENT_ELSEWHERE", "都去了更想去的岗位"
    NO_WISH = "NO_WISH", "没有有效志愿"


class SelectionResultQuerySet(models.QuerySet["SelectionResult"]):
    def released(self):
        """What students may know: the last run of every round that was released."""
        last = (
            SelectionRun.objects.filter(round=models.OuterRef("run__round"))
            .order_by("-run_no")
            .values("pk")[:1]
        )
        return self.filter(
            run__round__state__in=[RoundState.RELEASED, RoundState.CLOSED],
            run=models.Subquery(last),
        )


class SelectionResult(models.Model):
    """What one run means for one student, with the sentences that explain it."""

    run = models.ForeignKey(SelectionRun, models.CASCADE, related_name="results")
    application = models.ForeignKey(
        "placements.Application", models.PROTECT, related_name="results"
    )
    post = models.ForeignKey(
        "placements.Post", models.PROTECT, null=True, related_name="results"
    )
    rank = models.PositiveSmallIntegerField("第几志愿", null=True)
    lottery_number = models.PositiveIntegerField("抽签号")
    leftover = models.CharField(max_length=16, choices=Leftover.choices, blank=True)
    # One entry a wish, in order: {"post", "code", "text", …numbers for the drawing}.
    reasons = models.JSONField(default=list)

    objects = SelectionResultQuerySet.as_manager()

    class Meta:
        verbose_name = "选岗结果"
        verbose_name_plural = "选岗结果"
        indexes = [
            models.Index(fields=["run", "post"], name="result_by_post"),
            models.Index(
                fields=["run", "lottery_number", "id"], name="result_by_lottery"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "application"], name="one_result_per_run_and_application"
            ),
            models.CheckConstraint(
                condition=Q(post=None, rank=None)
                | Q(post__isnull=False, rank__isnull=False, leftover=""),
                name="result_with_a_post_has_a_rank",
            ),
        ]

    def __str__(self) -> str:
        return f"result of application #{self.application_id} in run #{self.run_id}"


class PostResult(models.Model):
    """What one run means for one post: its fill and its cutoff."""

    run = models.ForeignKey(SelectionRun, models.CASCADE, related_name="post_results")
    post = models.ForeignKey(
        "placements.Post", models.PROTECT, related_name="selection_results"
    )
    seats = models.PositiveSmallIntegerField("名额")
    filled = models.PositiveSmallIntegerField("录用")
    listed = models.PositiveIntegerField("填报")
    leftover = models.CharField(max_length=16, choices=Leftover.choices, blank=True)
    cutoff_grade = models.CharField(max_length=1, blank=True)
    cutoff_band = models.PositiveSmallIntegerField(null=True)
    cutoff_number = models.PositiveIntegerField("录用线", null=True)

    class Meta:
        verbose_name = "岗位选岗结果"
        verbose_name_plural = "岗位选岗结果"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "post"], name="one_post_result_per_run"
            ),
            models.CheckConstraint(
                condition=Q(filled__lte=F("seats")), name="run_never_overfills_a_post"
            ),
        ]

    def __str__(self) -> str:
        return f"post #{self.post_id} in run #{self.run_id}"
