"""Where things are: divisions with a point on the map, League committees, universities.

Rows come from ``directory/data`` by migration; staff correct them in the admin.
"""

from django.db import models
from django.db.models import Q


class DivisionLevel(models.TextChoices):
    CITY = "CITY", "地级市"
    COUNTY = "COUNTY", "县区"
    ZONE = "ZONE", "功能区"
    TOWNSHIP = "TOWNSHIP", "乡镇街道"


class DivisionQuerySet(models.QuerySet["Division"]):
    def districts(self):
        """Counties and zones, in the order offices list them."""
        return self.filter(
            level__in=[DivisionLevel.COUNTY, DivisionLevel.ZONE]
        ).order_by("code")

    def townships(self):
        return self.filter(level=DivisionLevel.TOWNSHIP).order_by("code")


class Division(models.Model):
    """A city, county, zone or township. Codes are the statistical ones (2023)."""

    code = models.CharField("代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=40)
    short_name = models.CharField("简称", max_length=20)
    level = models.CharField("级别", max_length=8, choices=DivisionLevel.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    longitude = models.DecimalField(
        "经度", max_digits=6, decimal_places=2, null=True, blank=True
    )
    latitude = models.DecimalField(
        "纬度", max_digits=5, decimal_places=2, null=True, blank=True
    )
    coordinate_confidence = models.CharField(
        "坐标可信度",
        max_length=1,
        blank=True,
        help_text="A 准确，B 约 3—5 公里，C 更差",
    )

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = "行政区划"
        verbose_name_plural = "行政区划"
        constraints = [
            models.CheckConstraint(
                condition=~Q(level="TOWNSHIP") | Q(parent__isnull=False),
                name="township_has_a_district",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CommitteeLevel(models.TextChoices):
    CITY = "CITY", "市"
    COUNTY = "COUNTY", "县区"
    ZONE = "ZONE", "功能区"


class Committee(models.Model):
    """A League committee; it manages what lies in its division (属地管理)."""

    name = models.CharField("名称", max_length=40, unique=True)
    short_name = models.CharField("简称", max_length=20)
    level = models.CharField("级别", max_length=8, choices=CommitteeLevel.choices)
    division = models.OneToOneField(
        Division, models.PROTECT, related_name="committee", verbose_name="属地"
    )
    phone = models.CharField("办公电话", max_length=20, blank=True)

    class Meta:
        verbose_name = "团组织"
        verbose_name_plural = "团组织"
        constraints = [
            models.UniqueConstraint(
                fields=["level"], condition=Q(level="CITY"), name="one_city_committee"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_city(self) -> bool:
        return self.level == CommitteeLevel.CITY


class University(models.Model):
    name = models.CharField("校名", max_length=40, unique=True)
    city = models.CharField("所在城市", max_length=20)
    province = models.CharField("所在省份", max_length=20)
    # The database sorts by code point; people look a university up by its sound.
    pinyin = models.CharField("拼音", max_length=120, db_index=True)

    class Meta:
        verbose_name = "高校"
        verbose_name_plural = "高校"

    def __str__(self) -> str:
        return self.name
