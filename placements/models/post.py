"""Practice posts: a described job with places, tasks, a mentor and dates."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import (
    Case,
    Count,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from accounts.models import Degree
from accounts.roles import territory_of
from placements.models.unit import ReturnReason, UnitMember
from placements.states import (
    APPLICATION_IN_PLAY,
    HOLDS_A_PLACE,
    POST_INCOMPLETE,
    POST_MOVES,
    PostState,
    moves_from,
)


class PostCategory(models.TextChoices):
    GOVERNMENT = "GOVERNMENT", "政务实践"
    ENTERPRISE = "ENTERPRISE", "企业实践"
    PUBLIC_WELFARE = "PUBLIC_WELFARE", "公益服务"
    COMMUNITY_SERVICE = "COMMUNITY_SERVICE", "社区服务"
    RURAL = "RURAL", "乡村振兴"
    PART_TIME_CADRE = "PART_TIME_CADRE", "兼职锻炼"
    CULTURE = "CULTURE", "文化宣传"
    CLOUD = "CLOUD", "网络“云实践”"
    NEW_MEDIA = "NEW_MEDIA", "网络新媒体"


class Education(models.TextChoices):
    ANY = "ANY", "不限"
    COLLEGE = "COLLEGE", "专科及以上"
    BACHELOR = "BACHELOR", "本科及以上"
    MASTER = "MASTER", "硕士及以上"
    DOCTOR = "DOCTOR", "博士"


DEGREE_ORDER: list[str] = [
    Degree.COLLEGE,
    Degree.BACHELOR,
    Degree.MASTER,
    Degree.DOCTOR,
]


MAJOR_LENGTH = 20


class Lunch(models.TextChoices):
    PROVIDED = "PROVIDED", "有"
    NONE = "NONE", "无"
    SUBSIDY = "SUBSIDY", "补贴"


class Hazard(models.TextChoices):
    OUTDOOR_HEAT = "OUTDOOR_HEAT", "户外高温"
    TRAVEL = "TRAVEL", "需外出"
    MACHINERY = "MACHINERY", "接触机械"
    CONFIDENTIAL = "CONFIDENTIAL", "接触保密信息"


class Place(models.TextChoices):
    ONSITE = "ONSITE", "到单位"
    HYBRID = "HYBRID", "部分线上"
    CLOUD = "CLOUD", "全部线上"


def _listed():
    """The wishes of students in play for the post of the outer query."""
    from placements.models.application import Preference

    return Preference.objects.filter(
        post=OuterRef("pk"),
        rank__isnull=False,
        application__state__in=APPLICATION_IN_PLAY,
    ).order_by()


def _wants_no_more_than(major: str) -> Q:
    """No major is wanted, or one of the wanted words is a part of this one."""
    parts = {
        major[start:end]
        for start in range(len(major))
        for end in range(start + 1, min(start + MAJOR_LENGTH, len(major)) + 1)
    }
    return Q(majors=[]) | Q(majors__overlap=sorted(parts))


class PostQuerySet(models.QuerySet["Post"]):
    def published(self):
        return self.filter(state=PostState.PUBLISHED)

    def for_staff(self, user):
        territory = territory_of(user)
        if territory.reads_all:
            return self
        return self.filter(managing_committee__in=territory.reads)

    def for_host(self, user):
        membership = UnitMember.objects.live_at(timezone.now()).filter(
            user=user, unit=OuterRef("unit")
        )
        return self.filter(models.Exists(membership))

    def with_unit(self):
        return self.select_related("unit", "township", "managing_committee")

    def newest_first(self):
        return self.order_by("-published_at", "-id")

    def nearest_first(self, townships: Iterable[str]):
        """In the order of the townships, the newest of each first."""
        order = [When(township=code, then=i) for i, code in enumerate(townships)]
        far = Case(*order, default=len(order), output_field=models.IntegerField())
        return self.order_by(far, "-published_at", "-id")

    def matching(self, text: str):
        """Every word stands in the title or in the unit's name."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(title__icontains=word) | Q(unit__name__icontains=word)
            )
        return found

    def taking_degree(self, degree: str):
        """``Post.takes_degree`` as a condition."""
        levels = [Education(level) for level in DEGREE_ORDER]
        reached = levels[: DEGREE_ORDER.index(degree) + 1]
        return self.filter(education__in=[Education.ANY, *reached])

    def taking_major(self, major: str):
        """``Post.takes_major`` as a condition."""
        return self.filter(_wants_no_more_than(major))

    def naming_major(self, word: str):
        """Posts for whoever types ``word``, which may be a part of what is wanted:
        计算机 finds 计算机类."""
        wanted = Func(F("majors"), Value("|"), function="array_to_string")
        named = self.alias(wanted=Cast(wanted, models.TextField()))
        return named.filter(_wants_no_more_than(word) | Q(wanted__icontains=word))

    def undemanded(self):
        """Nobody in play lists them."""
        return self.filter(~models.Exists(_listed()))

    def with_demand(self):
        """Adds ``demand``: how many students in play list the post."""
        listed = _listed().values("post").annotate(n=Count("pk")).values("n")
        return self.annotate(demand=Coalesce(Subquery(listed), 0))

    def with_places_left(self):
        """Adds ``places_left``: the headcount less the live placements."""
        from placements.models.placement import Placement

        taken = (
            Placement.objects.filter(post=OuterRef("pk"), state__in=HOLDS_A_PLACE)
            .order_by()
            .values("post")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(places_left=F("headcount") - Coalesce(Subquery(taken), 0))

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class Post(models.Model):
    """A job with a number of places.

    ``state`` changes only in ``placements.actions``; see ``placements.states``.
    """

    State = PostState

    season = models.ForeignKey(
        "placements.Season", models.PROTECT, related_name="posts"
    )
    unit = models.ForeignKey(
        "placements.HostUnit", models.PROTECT, related_name="posts"
    )
    managing_committee = models.ForeignKey(
        "directory.Committee", models.PROTECT, related_name="posts"
    )
    title = models.CharField("岗位名称", max_length=40)
    category = models.CharField("岗位类别", max_length=20, choices=PostCategory.choices)
    headcount = models.PositiveSmallIntegerField(
        "需求人数", default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    # [{"task": "…", "deliverable": "…"}, …]: read whole, never searched.
    tasks = models.JSONField("主要任务", default=list)
    need_reason = models.CharField("设岗理由", max_length=300, blank=True)
    education = models.CharField(
        "学历要求", max_length=8, choices=Education.choices, default=Education.ANY
    )
    majors = ArrayField(
        models.CharField(max_length=MAJOR_LENGTH),
        verbose_name="专业要求",
        default=list,
        blank=True,
        help_text="空着就是不限。",
    )
    skills = models.CharField("技能要求", max_length=100, blank=True)
    place = models.CharField(
        "工作方式", max_length=8, choices=Place.choices, default=Place.ONSITE
    )
    township = models.ForeignKey(
        "directory.Division",
        models.PROTECT,
        related_name="+",
        verbose_name="工作地点",
    )
    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True)
    days_per_week = models.PositiveSmallIntegerField("每周几天", default=5)
    hours_per_day = models.DecimalField(
        "每天几小时", max_digits=3, decimal_places=1, default=8
    )
    schedule = models.CharField("工作时间", max_length=60, blank=True)
    lunch = models.CharField(
        "午餐", max_length=8, choices=Lunch.choices, default=Lunch.NONE
    )
    has_lodging = models.BooleanField("提供住宿", default=False)
    allowance = models.PositiveIntegerField("补贴（元/月）", default=0)
    allowance_payer = models.CharField("补贴由谁出", max_length=30, blank=True)
    hazards = ArrayField(
        models.CharField(max_length=16, choices=Hazard.choices),
        verbose_name="风险提示",
        default=list,
        blank=True,
    )
    takes_minors = models.BooleanField("接收未满 18 周岁", default=False)
    mentor_name = models.CharField("带教导师", max_length=30, blank=True)
    mentor_title = models.CharField("导师职务", max_length=30, blank=True)
    mentor_phone = models.CharField("导师电话", max_length=11, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=State.choices, default=State.DRAFT
    )
    return_reasons = ArrayField(
        models.CharField(max_length=20, choices=ReturnReason.choices),
        default=list,
        blank=True,
    )
    return_note = models.CharField(max_length=300, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    # Grades of all its applicants become final together (at the window's end at the
    # latest); until then the unit may change its mind.
    grades_locked_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        indexes = [
            models.Index(
                fields=["season", "-published_at", "-id"],
                condition=Q(state="PUBLISHED"),
                name="post_newest",
            ),
            models.Index(
                fields=["season", "township", "-published_at", "-id"],
                condition=Q(state="PUBLISHED"),
                name="post_nearest",
            ),
            models.Index(
                fields=["season", "managing_committee", "-published_at", "-id"],
                condition=Q(state="PUBLISHED"),
                name="post_by_committee",
            ),
            models.Index(
                fields=["season", "state", "submitted_at", "id"], name="post_queue"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "unit", "title"],
                condition=~Q(state="CANCELLED"),
                name="one_post_of_a_title_per_unit_and_season",
            ),
            models.CheckConstraint(
                condition=Q(headcount__gte=1, headcount__lte=20),
                name="post_has_1_to_20_places",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(ends_on__gt=F("starts_on")),
                name="post_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(
                    days_per_week__gte=1,
                    days_per_week__lte=7,
                    hours_per_day__gt=0,
                    hours_per_day__lte=8,
                ),
                name="post_works_8_hours_a_day_at_most",
            ),
            models.CheckConstraint(
                condition=Q(state__in=POST_INCOMPLETE)
                | ~Q(tasks=[])
                & ~Q(need_reason="")
                & ~Q(mentor_name="")
                & Q(starts_on__isnull=False, ends_on__isnull=False),
                name="post_is_complete_once_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state="PUBLISHED") | Q(published_at__isnull=False),
                name="post_published_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def open_moves(self) -> list[str]:
        return moves_from(POST_MOVES, self.state)

    @property
    def days(self) -> int:
        """Calendar days, both ends counted."""
        if self.starts_on is None or self.ends_on is None:
            return 0
        return (self.ends_on - self.starts_on).days + 1

    @property
    def hazard_labels(self) -> list[str]:
        return [Hazard(code).label for code in self.hazards]

    def takes_degree(self, degree: str) -> bool:
        if self.education == Education.ANY:
            return True
        return bool(degree) and DEGREE_ORDER.index(degree) >= DEGREE_ORDER.index(
            self.education
        )

    def takes_major(self, major: str) -> bool:
        """Does the student's major contain one of the wanted words?"""
        return not self.majors or any(word in major for word in self.majors)


class PostTallyQuerySet(models.QuerySet["PostTally"]):
    def by_area(self):
        """(committee, its level, its division's code and name, category, posts)."""
        return (
            self.filter(posts__gt=0)
            .values_list(
                "managing_committee_id",
                "managing_committee__level",
                "managing_committee__division_id",
                "managing_committee__division__short_name",
                "category",
            )
            .annotate(n=Sum("posts"))
            .order_by("managing_committee__division_id", "category")
        )

    def by_township(self):
        """(division code, longitude, latitude, posts) of each place with posts."""
        return (
            self.filter(posts__gt=0)
            .values_list("township_id", "township__longitude", "township__latitude")
            .annotate(n=Sum("posts"))
            .order_by("township_id")
        )


class PostTally(models.Model):
    """How many published posts and places lie where: kept by a trigger on Post.

    Lists show "290 个岗位" and page nearest-first from these few rows, so that their
    cost does not grow with the posts they do not show.
    """

    season = models.ForeignKey("placements.Season", models.CASCADE, related_name="+")
    managing_committee = models.ForeignKey(
        "directory.Committee", models.CASCADE, related_name="+"
    )
    township = models.ForeignKey("directory.Division", models.CASCADE, related_name="+")
    category = models.CharField(max_length=20, choices=PostCategory.choices)
    posts = models.IntegerField()
    places = models.IntegerField()

    objects = PostTallyQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位计数"
        verbose_name_plural = "岗位计数"
        constraints = [
            models.UniqueConstraint(
                fields=["season", "managing_committee", "township", "category"],
                name="one_tally_per_place_and_category",
            ),
            models.CheckConstraint(
                condition=Q(posts__gte=0, places__gte=0), name="tally_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.posts} posts in {self.township_id}"
