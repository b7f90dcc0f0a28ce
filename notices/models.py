"""What must be told to whom: the inbox, and the outbox that the worker empties."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User

# A reviewer's remark of 300 characters, its reasons and the names around them.
TEXT_LENGTH = 600


class NoticeQuerySet(models.QuerySet["Notice"]):
    def for_user(self, user: User) -> "NoticeQuerySet":
        return self.filter(recipient=user)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def newest_first(self) -> "NoticeQuerySet":
        return self.order_by("-id")


class Notice(models.Model):
    """One sentence for one person, written in the transaction that made the change."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices"
    )
    kind = models.CharField("类别", max_length=60)
    text = models.CharField("内容", max_length=TEXT_LENGTH)
    url = models.CharField("去处", max_length=200, blank=True)
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField("时间", db_default=Now(), editable=False)
    read_at = models.DateTimeField("读过", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_by_recipient"),
            models.Index(
                fields=["recipient"], condition=Q(read_at=None), name="notice_unread"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=r"^/($|[^/\\])"),
                name="notice_leads_to_a_page_of_this_site",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} for user #{self.recipient_id}"


class Channel(models.TextChoices):
    SMS = "SMS", "短信"
    EMAIL = "EMAIL", "邮件"


class DeliveryState(models.TextChoices):
    WAITING = "WAITING", "待发"
    SENDING = "SENDING", "正在发"
    SENT = "SENT", "已发"
    FAILED = "FAILED", "没发出去"
    UNCERTAIN = "UNCERTAIN", "不确定是否发出"


DELIVERY_PROBLEMS = frozenset({DeliveryState.FAILED, DeliveryState.UNCERTAIN})


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due_at(self, moment: datetime) -> "DeliveryQuerySet":
        """Waiting deliveries whose time has come and not gone, oldest first."""
        return (
            self.filter(state=DeliveryState.WAITING, next_try_at__lte=moment)
            .filter(Q(expires_at=None) | Q(expires_at__gt=moment))
            .order_by("next_try_at", "id")
        )

    def expired_at(self, moment: datetime) -> "DeliveryQuerySet":
        """Still waiting, but nobody needs them any more."""
        return self.filter(state=DeliveryState.WAITING, expires_at__lte=moment)

    def abandoned_at(self, moment: datetime) -> "DeliveryQuerySet":
        """Their worker said it would be done by now, and was not heard of again."""
        return self.filter(state=DeliveryState.SENDING, leased_until__lte=moment)

    def delivery_problems(self) -> "DeliveryQuerySet":
        """What did not leave, or may not have: a person has to look."""
        return self.filter(state__in=DELIVERY_PROBLEMS).order_by("-id")

    def locked_if_free(self) -> "DeliveryQuerySet":
        """Lock these rows until commit, passing over what another worker has."""
        return self.select_for_update(of=("self",), no_key=True, skip_locked=True)


class Delivery(models.Model):
    """One message on its way to one address: a row of the outbox."""

    notice = models.ForeignKey(
        Notice, models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    address = models.CharField("号码或地址", max_length=200)
    text = models.CharField("内容", max_length=TEXT_LENGTH)
    state = models.CharField(
        "状态",
        max_length=12,
        choices=DeliveryState.choices,
        default=DeliveryState.WAITING,
    )
    attempts = models.PositiveSmallIntegerField("试过几次", default=0)
    created_at = models.DateTimeField("写入时间", db_default=Now(), editable=False)
    next_try_at = models.DateTimeField("下次尝试", db_default=Now())
    expires_at = models.DateTimeField("过期作废", null=True, blank=True)
    # Until then one worker has the row; afterwards nobody knows whether it was sent.
    leased_until = models.DateTimeField("占用到", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    last_error = models.CharField("上次的错误", max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "待发消息"
        verbose_name_plural = "待发消息"
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state="WAITING"),
                name="delivery_due",
            ),
            models.Index(
                fields=["leased_until"],
                condition=Q(state="SENDING"),
                name="delivery_leased",
            ),
            models.Index(
                fields=["-id"],
                condition=Q(state__in=["FAILED", "UNCERTAIN"]),
                name="delivery_problem",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="SENT", sent_at__isnull=False)
                | ~Q(state="SENT") & Q(sent_at=None),
                name="delivery_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="SENDING", leased_until__isnull=False)
                | ~Q(state="SENDING") & Q(leased_until=None),
                name="delivery_being_sent_has_a_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.channel} {self.state}"
