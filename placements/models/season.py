"""One run of the programme, and the dated windows in which things are allowed."""

from datetime import datetime
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.models import F, Q

from directory.models import Committee
from placements.states import SeasonState


class SeasonQuerySet(models.QuerySet["Season"]):
    def with_windows(self):
        return self.prefetch_related(
            models.Prefetch(
                "windows", SeasonWindow.objects.order_by("opens_at", "kind", "round_no")
            )
        )

    def open(self):
        return self.filter(state=SeasonState.OPEN)

    def newest_first(self):
        return self.order_by("-year", "-id")

    def current(self) -> "Season | None":
        """The newest open season with its windows, in one query."""
        return _current_with_windows() or self.open().newest_first().first()

    def of_code(self, code: str) -> "Season | None":
        """The season of that code with its windows, in one query."""
        return _with_windows_read(season__code=code) or self.filter(code=code).first()

    def locked(self):
        """Hold these rows until commit, without blocking rows that point at them."""
        return self.select_for_update(of=("self",), no_key=True)


def _current_with_windows() -> "Season | None":
    with connection.cursor() as cursor:
        cursor.execute(*_current_statement())
        rows = cursor.fetchall()
    if not rows:
        return None
    a, b = len(_columns(SeasonWindow)), len(_columns(Season))
    season = Season.from_db("default", _columns(Season), rows[0][a : a + b])
    season.committee = Committee.from_db(
        "default", _columns(Committee), rows[0][a + b :]
    )
    windows = [
        SeasonWindow.from_db("default", _columns(SeasonWindow), row[:a]) for row in rows
    ]
    for window in windows:
        window.season = season
    season.windows_read = windows
    return season


@cache
def _current_statement() -> tuple[str, tuple]:
    """Written once: every page asks it, and Django takes longer to write it than
    Postgres to answer it."""
    newest = Season.objects.open().newest_first().values("pk")[:1]
    windows = SeasonWindow.objects.filter(season=models.Subquery(newest))
    rows = windows.order_by("opens_at", "kind", "round_no").values_list(
        *_columns(SeasonWindow),
        *(f"season__{name}" for name in _columns(Season)),
        *(f"season__committee__{name}" for name in _columns(Committee)),
    )
    return rows.query.sql_with_params()


@cache
def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _with_windows_read(**which) -> "Season | None":
    """A season by way of its windows, so that both come together; without any: None."""
    windows = list(
        SeasonWindow.objects.filter(**which)
        .select_related("season__committee")
        .order_by("opens_at", "kind", "round_no")
    )
    if not windows:
        return None
    season = windows[0].season
    season.windows_read = windows
    return season


class Season(models.Model):
    """A summer or a winter of practice; every other row of the app hangs on one."""

    class Kind(models.TextChoices):
        SUMMER = "SUMMER", "暑期"
        WINTER = "WINTER", "寒假"

    State = SeasonState

    code = models.SlugField("代码", max_length=30, unique=True)
    brand = models.CharField("品牌", max_length=20, default="青春兴晋")
    name = models.CharField("名称", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    kind = models.CharField("季节", max_length=6, choices=Kind.choices)
    state = models.CharField(
        "状态", max_length=8, choices=State.choices, default=State.DRAFT
    )
    committee = models.ForeignKey(
        "directory.Committee", models.PROTECT, related_name="+", verbose_name="主办"
    )
    is_demo = models.BooleanField("演示数据", default=False)
    max_preferences = models.PositiveSmallIntegerField(
        "最多填几个志愿",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    min_days = models.PositiveSmallIntegerField("最短天数", default=28)
    max_days = models.PositiveSmallIntegerField("最长天数", default=62)
    answer_hours = models.PositiveSmallIntegerField(
        "录用答复时限（小时）", default=48, validators=[MinValueValidator(1)]
    )
    # Upper bounds in kilometres of the distance bands; empty: distance is no criterion.
    band_limits_km = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name="就近分档（公里）",
        default=list,
        blank=True,
    )

    objects = SeasonQuerySet.as_manager()

    class Meta:
        verbose_name = "实践季"
        verbose_name_plural = "实践季"
        constraints = [
            models.CheckConstraint(
                condition=Q(max_preferences__gte=1, max_preferences__lte=10),
                name="season_takes_1_to_10_preferences",
            ),
            models.CheckConstraint(
                condition=Q(min_days__gte=1, max_days__gte=F("min_days")),
                name="season_days_are_in_order",
            ),
        ]

    # Windows that came with the season in one query (``current``).
    windows_read: "list[SeasonWindow] | None" = None

    def __str__(self) -> str:
        return self.name

    @property
    def number_prefix(self) -> str:
        """How the numbers of this season's applications and letters begin."""
        return f"YQ{self.year}{self.kind[0]}"

    def list_windows(self) -> "list[SeasonWindow]":
        if self.windows_read is not None:
            return self.windows_read
        return list(self.windows.all())

    def window(self, kind: str, round_no: int = 1) -> "SeasonWindow | None":
        """The window of that kind and round, or None when none is planned."""
        found = (
            window
            for window in self.list_windows()
            if window.kind == kind and window.round_no == round_no
        )
        return next(found, None)

    def window_open(self, kind: str, now: datetime) -> bool:
        """Is any round of this window open at ``now``?"""
        return self.open_window(kind, now) is not None

    def open_window(self, kind: str, now: datetime) -> "SeasonWindow | None":
        found = (
            window
            for window in self.list_windows()
            if window.kind == kind and window.is_open_at(now)
        )
        return next(found, None)


class SeasonWindow(models.Model):
    """A dated phase. Windows may overlap: posts are still added while others work."""

    class Kind(models.TextChoices):
        POST_COLLECTION = "POST_COLLECTION", "岗位征集"
        REGISTRATION = "REGISTRATION", "学生报名"
        QUALIFICATION_REVIEW = "QUALIFICATION_REVIEW", "资格审核"
        INTERVIEW = "INTERVIEW", "面试"
        GRADING = "GRADING", "单位评价"
        SELECTION = "SELECTION", "选岗"
        NOTICE = "NOTICE", "公示"
        SIGNING = "SIGNING", "签约"
        ON_POST = "ON_POST", "在岗"
        ASSESSMENT = "ASSESSMENT", "鉴定"

    season = models.ForeignKey(Season, models.CASCADE, related_name="windows")
    kind = models.CharField("阶段", max_length=20, choices=Kind.choices)
    round_no = models.PositiveSmallIntegerField("轮次", default=1)
    opens_at = models.DateTimeField("开始")
    closes_at = models.DateTimeField("结束")

    class Meta:
        verbose_name = "时间窗"
        verbose_name_plural = "时间窗"
        constraints = [
            models.UniqueConstraint(
                fields=["season", "kind", "round_no"], name="one_window_per_round"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="window_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.round_no} of season #{self.season_id}"

    def is_open_at(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at
