"""Telling people: one row for the inbox, one row for each message that leaves."""

from datetime import datetime

from accounts.models import User
from notices.models import Channel, Delivery, Notice


def tell(
    recipient: User,
    kind: str,
    text: str,
    *,
    url: str = "",
    sms: bool = False,
    **context,
) -> Notice:
    """Write a notice inside the caller's transaction; the worker delivers it later.

    ``sms`` also queues a text message: only for what a person must not miss.
    """
    notice = Notice.objects.create(
        recipient=recipient, kind=kind, text=text, url=url, context=context
    )
    if sms:
        send(Channel.SMS, recipient.phone, text, notice=notice)
    return notice


def tell_many(notices: list[Notice], *, sms: bool = False) -> list[Notice]:
    """Many notices in two statements. Recipients must be loaded when ``sms`` is on."""
    written = Notice.objects.bulk_create(notices)
    if sms:
        Delivery.objects.bulk_create(
            Delivery(
                notice=notice,
                channel=Channel.SMS,
                address=notice.recipient.phone,
                text=notice.text,
            )
            for notice in written
        )
    return written


def send(
    channel: Channel,
    address: str,
    text: str,
    *,
    notice: Notice | None = None,
    expires_at: datetime | None = None,
) -> Delivery:
    """Queue one message. A message past ``expires_at`` is dropped, never sent late."""
    return Delivery.objects.create(
        notice=notice,
        channel=channel,
        address=address,
        text=text,
        expires_at=expires_at,
    )


def send_code(phone: str, text: str, *, expires_at: datetime) -> None:
    """What `accounts` calls by name to have a sign-in code delivered."""
    send(Channel.SMS, phone, text, expires_at=expires_at)
