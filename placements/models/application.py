"""A student's application for a season, and the wishes in it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.roles import territory_of
from placements.models.post import PostCategory
from placements.models.unit import ReturnReason, UnitMember
from placements.states import (
    APPLICATION_IN_PLAY,
    APPLICATION_LIVE,
    APPLICATION_MOVES,
    STUDENT_LABELS,
    ApplicationState,
    moves_from,
)


class Channel(models.TextChoices):
    NATIVE = "NATIVE", "阳泉户籍"
    RESIDENT = "RESIDENT", "常住阳泉"
    COOPERATION = "COOPERATION", "校地合作"
    RECOMMENDED = "RECOMMENDED", "学校或单位推荐"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def live(self):
        return self.filter(state__in=APPLICATION_LIVE)

    def in_state(self, *states: str):
        return self.filter(state__in=states)

    def for_student(self, user):
        return self.filter(student=user)

    def for_staff(self, user):
        """What was handed in once: before that nobody has agreed to be looked at."""
        territory = territory_of(user)
        handed_in = self.filter(submitted_at__isnull=False)
        if territory.reads_all:
            return handed_in
        return handed_in.filter(managing_committee__in=territory.reads)

    def with_people(self):
        """Everything a row about an applicant prints, in one query."""
        return self.select_related("student__student_profile__university")

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Application(models.Model):
    """One student asking to take part in one season.

    ``state`` changes only in ``placements.actions``; see ``placements.states``.
    """

    State = ApplicationState

    season = models.ForeignKey(
        "placements.Season", models.PROTECT, related_name="applications"
    )
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications"
    )
    # Who reviews it: the committee of the first wish's post, set when submitted.
    managing_committee = models.ForeignKey(
        "directory.Committee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
    )
    number = models.CharField("报名号", max_length=20, blank=True)
    channel = models.CharField(
        "报名渠道", max_length=12, choices=Channel.choices, default=Channel.NATIVE
    )
    id_number_index = models.CharField(max_length=64, blank=True, editable=False)
    accepts_adjustment = models.BooleanField("服从调剂", default=False)
    adjustment_committees = ArrayField(
        models.BigIntegerField(), verbose_name="调剂地区", default=list, blank=True
    )
    adjustment_categories = ArrayField(
        models.CharField(max_length=20, choices=PostCategory.choices),
        verbose_name="调剂类别",
        default=list,
        blank=True,
    )
    available_from = models.DateField("最早到岗", null=True, blank=True)
    available_until = models.DateField("最晚离岗", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=State.choices, default=State.DRAFT
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    return_reasons = ArrayField(
        models.CharField(max_length=20, choices=ReturnReason.choices),
        default=list,
        blank=True,
    )
    return_note = models.CharField(max_length=300, blank=True)
    # A post of the list was cancelled: the student may choose another until then.
    may_replace_until = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "报名"
        verbose_name_plural = "报名"
        indexes = [
            models.Index(
                fields=["season", "state", "submitted_at", "id"],
                name="application_queue",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "student"],
                condition=Q(state__in=APPLICATION_LIVE),
                name="one_live_application_per_student_and_season",
            ),
            models.UniqueConstraint(
                fields=["season", "id_number_index"],
                condition=Q(state__in=APPLICATION_LIVE) & ~Q(id_number_index=""),
                name="one_live_application_per_id_number_and_season",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="application_number_is_unique",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=APPLICATION_IN_PLAY)
                | Q(submitted_at__isnull=False, managing_committee__isnull=False)
                & ~Q(id_number_index="")
                & ~Q(number=""),
                name="application_in_play_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"application #{self.pk} ({self.state})"

    @property
    def open_moves(self) -> list[str]:
        return moves_from(APPLICATION_MOVES, self.state)

    @property
    def student_label(self) -> str:
        return STUDENT_LABELS["application"][self.state]


class Grade(models.TextChoices):
    """The unit's judgement. Only A, B and C make a student acceptable."""

    NONE = "", "没评"
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    DECLINED = "DECLINED", "不合适"


class DeclineReason(models.TextChoices):
    MISMATCH = "MISMATCH", "专业或技能不符"
    DATES = "DATES", "时间对不上"
    RECUSAL = "RECUSAL", "有回避关系"
    OTHER = "OTHER", "其他，请写明"


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def standing(self):
        """Not void: still part of the list."""
        return self.filter(rank__isnull=False)

    def in_order(self):
        return self.order_by("rank", "id")

    def with_posts(self):
        """The post, its unit and place, and ``demand``: how many in play list it."""
        listed = (
            Preference.objects.standing()
            .filter(
                post=OuterRef("post"),
                application__state__in=APPLICATION_IN_PLAY,
            )
            .order_by()
            .values("post")
            .annotate(n=models.Count("pk"))
            .values("n")
        )
        return self.select_related("post__unit", "post__township").annotate(
            demand=Coalesce(models.Subquery(listed), 0)
        )

    def for_host(self, user):
        """What a unit may see: applicants in play of its own posts."""
        membership = UnitMember.objects.live_at(timezone.now()).filter(
            user=user, unit=OuterRef("post__unit")
        )
        return self.standing().filter(
            models.Exists(membership),
            application__state__in=APPLICATION_IN_PLAY,
        )

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Preference(models.Model):
    """One wish. A void wish (its post was cancelled) keeps its row and loses its rank.

    Units see no rank before the grades of the post are locked, so that nobody is
    graded down for being somebody's second wish.
    """

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="preferences"
    )
    post = models.ForeignKey(
        "placements.Post", models.PROTECT, related_name="preferences"
    )
    round_no = models.PositiveSmallIntegerField("轮次", default=1)
    rank = models.PositiveSmallIntegerField("第几志愿", null=True, blank=True)
    void_reason = models.CharField(max_length=100, blank=True)
    grade = models.CharField(
        "单位评价", max_length=8, choices=Grade.choices, default=Grade.NONE, blank=True
    )
    decline_reason = models.CharField(
        "不合适的原因", max_length=12, choices=DeclineReason.choices, blank=True
    )
    decline_note = models.CharField("说明", max_length=200, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "志愿"
        verbose_name_plural = "志愿"
        constraints = [
            # Checked at commit: two wishes swap ranks inside one transaction.
            models.UniqueConstraint(
                fields=["application", "round_no", "rank"],
                deferrable=Deferrable.DEFERRED,
                name="one_wish_per_rank",
            ),
            models.UniqueConstraint(
                fields=["application", "round_no", "post"], name="a_post_is_wished_once"
            ),
            models.CheckConstraint(
                condition=Q(rank=None) | Q(rank__gte=1, rank__lte=10),
                name="wish_rank_is_1_to_10",
            ),
            models.CheckConstraint(
                condition=Q(grade="DECLINED") & ~Q(decline_reason="")
                | ~Q(grade="DECLINED") & Q(decline_reason=""),
                name="declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(grade="") | Q(graded_at__isnull=False),
                name="grade_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"wish #{self.pk} for post #{self.post_id}"
