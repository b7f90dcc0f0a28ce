"""Who: people, their roles with a territory, what a student tells about themselves."""

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.fields import EncryptedTextField
from directory.models import Committee

MOBILE = RegexValidator(r"^1[3-9]\d{9}$", "手机号是 11 位数字，以 1 开头。")


class UserManager(BaseUserManager["User"]):
    def create_user(self, phone: str, password: str | None = None, **fields) -> "User":
        user = self.model(phone=phone, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, phone: str, password: str | None = None, **fields
    ) -> "User":
        # Whoever runs a command on the server vouches for the number.
        fields.setdefault("phone_verified_at", timezone.now())
        return self.create_user(
            phone, password, is_staff=True, is_superuser=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    """One person, one account; the mobile number is the name they sign in with."""

    phone = models.CharField(
        "手机号",
        max_length=11,
        unique=True,
        validators=[MOBILE],
        error_messages={"unique": "这个手机号已经有账号。"},
    )
    phone_verified_at = models.DateTimeField("手机号验证时间", null=True, blank=True)
    name = models.CharField("姓名", max_length=50, blank=True)
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("可登录", default=True)
    is_staff = models.BooleanField("可进后台", default=False)
    date_joined = models.DateTimeField("注册时间", db_default=Now(), editable=False)

    objects = UserManager()

    USERNAME_FIELD = "phone"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        constraints = [
            models.CheckConstraint(
                condition=Q(phone__regex=r"^1[3-9]\d{9}$"),
                name="user_phone_is_a_mobile_number",
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self.phone[:3]}****{self.phone[-4:]}"

    def get_full_name(self) -> str:
        return str(self)

    get_short_name = get_full_name


class Role(models.TextChoices):
    STUDENT = "STUDENT", "报名学生"
    COUNTY_STAFF = "COUNTY_STAFF", "县区团委"
    CITY_STAFF = "CITY_STAFF", "团市委"
    READER = "READER", "只读"


STAFF_ROLES = frozenset({Role.COUNTY_STAFF, Role.CITY_STAFF, Role.READER})


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def live_at(self, moment: datetime):
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gt=moment), valid_from__lte=moment
        )

    def for_staff(self):
        return self.filter(role__in=STAFF_ROLES)


class RoleGrant(models.Model):
    """A role in a territory, from a day until a day. Unit contacts hold theirs as
    ``placements.UnitMember``, because there the territory is the unit itself."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants"
    )
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="grants", verbose_name="属地团组织"
    )
    valid_from = models.DateTimeField("起", default=timezone.now)
    valid_until = models.DateTimeField("止", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="授权人",
    )
    reason = models.CharField("原因", max_length=100, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "角色"
        verbose_name_plural = "角色"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None)
                | Q(valid_until__gt=models.F("valid_from")),
                name="grant_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "committee"],
                condition=Q(valid_until=None),
                name="one_open_grant_per_role_and_territory",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.committee_id} #{self.user_id}"


class Degree(models.TextChoices):
    COLLEGE = "COLLEGE", "专科"
    BACHELOR = "BACHELOR", "本科"
    MASTER = "MASTER", "硕士"
    DOCTOR = "DOCTOR", "博士"


class Gender(models.TextChoices):
    FEMALE = "F", "女"
    MALE = "M", "男"


class PoliticalStatus(models.TextChoices):
    LEAGUE = "LEAGUE", "共青团员"
    PARTY = "PARTY", "中共党员"
    PROBATIONARY = "PROBATIONARY", "中共预备党员"
    MASSES = "MASSES", "群众"
    OTHER = "OTHER", "其他"


class IdType(models.TextChoices):
    RESIDENT = "RESIDENT", "居民身份证"
    HK_MACAO = "HK_MACAO", "港澳居民来往内地通行证"
    TAIWAN = "TAIWAN", "台湾居民来往大陆通行证"
    PASSPORT = "PASSPORT", "护照"


class StudentProfile(models.Model):
    """What a student tells about themselves, once, for every season."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="student_profile"
    )
    id_type = models.CharField(
        "证件类型", max_length=8, choices=IdType.choices, default=IdType.RESIDENT
    )
    id_number = EncryptedTextField("证件号码", blank=True)
    id_number_index = models.CharField(max_length=64, blank=True, editable=False)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    gender = models.CharField("性别", max_length=1, choices=Gender.choices, blank=True)
    political_status = models.CharField(
        "政治面貌", max_length=12, choices=PoliticalStatus.choices, blank=True
    )
    home_district = models.ForeignKey(
        "directory.Division",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="生源地",
    )
    residence = models.ForeignKey(
        "directory.Division",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="假期住在",
        help_text="只到乡镇街道，用来算离岗位多远。",
    )
    university = models.ForeignKey(
        "directory.University",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="学校",
    )
    college = models.CharField("学院", max_length=50, blank=True)
    major = models.CharField("专业", max_length=50, blank=True)
    degree = models.CharField("学历", max_length=8, choices=Degree.choices, blank=True)
    entry_year = models.PositiveSmallIntegerField("入学年份", null=True, blank=True)
    graduates_on = models.DateField("预计毕业", null=True, blank=True)
    skills = ArrayField(
        models.CharField(max_length=20), verbose_name="特长", default=list, blank=True
    )
    introduction = models.TextField("自我介绍", max_length=500, blank=True)

    class Meta:
        verbose_name = "学生资料"
        verbose_name_plural = "学生资料"
        indexes = [models.Index(fields=["id_number_index"], name="profile_by_id_index")]
        constraints = [
            models.CheckConstraint(
                condition=Q(id_number="", id_number_index="")
                | ~Q(id_number="") & ~Q(id_number_index=""),
                name="profile_id_number_is_indexed",
            )
        ]

    def __str__(self) -> str:
        return f"profile of user #{self.user_id}"

    def age_on(self, day: date) -> int | None:
        if self.birth_date is None:
            return None
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class ConsentPurpose(models.TextChoices):
    CORE_SERVICE = "CORE_SERVICE", "用这些信息为我办理报名"
    SHARE_WITH_UNIT = "SHARE_WITH_UNIT", "把姓名、学校、专业和自我介绍给我填报的单位看"
    PUBLIC_NOTICE = "PUBLIC_NOTICE", "录用后公示姓名、学校、单位和岗位"
    OFF_SEASON_PUSH = "OFF_SEASON_PUSH", "平时给我发家乡信息"


REQUIRED_CONSENTS = frozenset(
    {ConsentPurpose.CORE_SERVICE, ConsentPurpose.SHARE_WITH_UNIT}
)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self):
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """One purpose, one row: agreeing to one never agrees to another."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents"
    )
    purpose = models.CharField("用途", max_length=16, choices=ConsentPurpose.choices)
    notice_version = models.PositiveSmallIntegerField("告知书版本")
    given_at = models.DateTimeField("同意时间", db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "同意"
        verbose_name_plural = "同意"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=Q(withdrawn_at=None),
                name="one_standing_consent_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.notice_version} of user #{self.user_id}"


class SentCode(models.Model):
    """One code sent to one number: the ledger behind the caps, kept for a day."""

    phone = models.CharField("手机号", max_length=11)
    sent_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = "发出的验证码"
        verbose_name_plural = "发出的验证码"
        indexes = [
            models.Index(fields=["phone", "sent_at"], name="sent_code_by_number"),
            models.Index(fields=["sent_at"], name="sent_code_by_time"),
        ]

    def __str__(self) -> str:
        return f"code #{self.pk}"
