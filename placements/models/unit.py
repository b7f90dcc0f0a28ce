"""Host organisations, the people who speak for them, and links that invite them."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import MOBILE
from accounts.roles import territory_of
from placements.states import UNIT_MOVES, UnitState, moves_from


class UnitKind(models.TextChoices):
    PARTY_GOVERNMENT = "PARTY_GOVERNMENT", "党政机关"
    MASS_ORGANIZATION = "MASS_ORGANIZATION", "群团组织"
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION", "事业单位"
    STATE_OWNED = "STATE_OWNED", "国有企业"
    PRIVATE = "PRIVATE", "民营企业"
    COMMUNITY = "COMMUNITY", "社区"
    VILLAGE = "VILLAGE", "农村（村）"
    TOWNSHIP = "TOWNSHIP", "乡镇街道"
    YOUTH_HOME = "YOUTH_HOME", "青年之家"


# These have no credit code of their own.
KINDS_WITHOUT_CODE = frozenset(
    {UnitKind.COMMUNITY, UnitKind.VILLAGE, UnitKind.YOUTH_HOME}
)


class ReturnReason(models.TextChoices):
    """Why something goes back to be corrected; the text beside it says what to do."""

    INCOMPLETE = "INCOMPLETE", "内容不全"
    UNCLEAR = "UNCLEAR", "写得不清楚"
    NO_REAL_TASK = "NO_REAL_TASK", "没有实际任务"
    DATES = "DATES", "时间不合适"
    WRONG_TERRITORY = "WRONG_TERRITORY", "不归我们管"
    MISMATCH = "MISMATCH", "与核对的信息不一致"
    OTHER = "OTHER", "其他"


class HostUnitQuerySet(models.QuerySet["HostUnit"]):
    def for_staff(self, user):
        """Units in the territory this person may read."""
        territory = territory_of(user)
        if territory.reads_all:
            return self
        return self.filter(managing_committee__in=territory.reads)

    def for_host(self, user):
        """Units this person speaks for."""
        membership = UnitMember.objects.live_at(timezone.now()).filter(
            user=user, unit=models.OuterRef("pk")
        )
        return self.filter(models.Exists(membership))

    def with_place(self):
        return self.select_related("township__parent", "managing_committee")

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class HostUnit(models.Model):
    """An organisation that offers posts. It outlives the season.

    ``state`` changes only in ``placements.actions``; see ``placements.states``.
    """

    State = UnitState

    name = models.CharField("单位全称", max_length=60, unique=True)
    kind = models.CharField("单位类别", max_length=20, choices=UnitKind.choices)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    managing_committee = models.ForeignKey(
        "directory.Committee",
        models.PROTECT,
        related_name="units",
        verbose_name="属地团组织",
    )
    township = models.ForeignKey(
        "directory.Division",
        models.PROTECT,
        related_name="+",
        verbose_name="乡镇街道",
    )
    address = models.CharField("详细地址", max_length=100, blank=True)
    contact_name = models.CharField("联系人", max_length=30)
    contact_title = models.CharField("职务", max_length=30, blank=True)
    contact_phone = models.CharField("联系电话", max_length=11, validators=[MOBILE])
    introduction = models.CharField("单位简介", max_length=300, blank=True)
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
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = HostUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "实践单位"
        verbose_name_plural = "实践单位"
        indexes = [
            models.Index(
                fields=["managing_committee", "state", "submitted_at", "id"],
                name="unit_queue",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="credit_code_belongs_to_one_unit",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(contact_name=""),
                name="unit_has_a_name_and_a_contact",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def open_moves(self) -> list[str]:
        return moves_from(UNIT_MOVES, self.state)


class UnitMemberQuerySet(models.QuerySet["UnitMember"]):
    def live_at(self, moment: datetime):
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=moment))

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


class UnitMember(models.Model):
    """The grant of a unit contact. A unit with members always has one administrator:
    a deferred trigger sees to it, so a hand-over may swap two rows."""

    unit = models.ForeignKey(HostUnit, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="unit_memberships"
    )
    is_administrator = models.BooleanField("负责人", default=False)
    title = models.CharField("职务", max_length=30, blank=True)
    valid_from = models.DateTimeField("起", default=timezone.now)
    valid_until = models.DateTimeField("止", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = UnitMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "单位联系人"
        verbose_name_plural = "单位联系人"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "user"],
                condition=Q(valid_until=None),
                name="one_open_membership_per_unit",
            )
        ]

    def __str__(self) -> str:
        return f"user #{self.user_id} of unit #{self.unit_id}"


class UnitInvitation(models.Model):
    """A link that lets somebody register a unit. A GET never consumes it."""

    token_hash = models.CharField(max_length=64, unique=True)
    committee = models.ForeignKey(
        "directory.Committee", models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        HostUnit, models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    unit_name = models.CharField("单位全称", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=11, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField("有效至")
    used_at = models.DateTimeField("用掉", null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "单位邀请"
        verbose_name_plural = "单位邀请"
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"invitation #{self.pk} of committee #{self.committee_id}"

    @property
    def managing_committee_id(self) -> int:
        """The territory under which the log files it."""
        return self.committee_id

    def is_open_at(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at
