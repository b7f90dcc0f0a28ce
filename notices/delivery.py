"""Emptying the outbox: claim a row, send it, write down what became of it.

Nothing is sent twice. A row is tried again only when its message certainly did not
leave; a row whose worker died on the way becomes UNCERTAIN, and a person decides.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from notices.email import send_email
from notices.exceptions import PermanentFailure, TemporaryFailure
from notices.models import Channel, Delivery, DeliveryState
from notices.sms import send_sms

GATEWAYS: Mapping[str, Callable[..., None]] = {
    Channel.SMS: send_sms,
    Channel.EMAIL: send_email,
}
LEASE = timedelta(minutes=5)
TRIES = 5
FIRST_PAUSE = timedelta(seconds=30)


def deliver_due(limit: int = 50) -> int:
    """Send what is due, at most ``limit`` messages; say how many were tried.

    Each message is claimed on its own: a worker that dies strands this one alone.
    """
    _write_off(timezone.now())
    tried = 0
    while tried < limit and (delivery := _claim_next(timezone.now())):
        _send(delivery)
        tried += 1
    return tried


def _write_off(now: datetime) -> None:
    """What nobody needs any more, and what a dead worker left behind."""
    Delivery.objects.expired_at(now).update(
        state=DeliveryState.FAILED, last_error="过期"
    )
    Delivery.objects.abandoned_at(now).update(
        state=DeliveryState.UNCERTAIN, leased_until=None, last_error="发送时中断"
    )


def _claim_next(now: datetime) -> Delivery | None:
    # Durable: inside a caller's transaction the claim would vanish with it.
    with transaction.atomic(durable=True):
        delivery = Delivery.objects.due_at(now).locked_if_free().first()
        if delivery is not None:
            delivery.state = DeliveryState.SENDING
            delivery.attempts += 1
            delivery.leased_until = now + LEASE
            delivery.save(update_fields=["state", "attempts", "leased_until"])
    return delivery


def _send(delivery: Delivery) -> None:
    """Any other exception goes to the worker's log; the lease keeps the row."""
    gateway = GATEWAYS[delivery.channel]
    try:
        gateway(delivery.address, delivery.text, key=str(delivery.pk))
    except TemporaryFailure as failure:
        _try_again_later(delivery, failure)
    except PermanentFailure as failure:
        _settle(delivery, state=DeliveryState.FAILED, last_error=_short(failure))
    else:
        _settle(
            delivery,
            state=DeliveryState.SENT,
            sent_at=timezone.now(),
            last_error="",
        )


def _try_again_later(delivery: Delivery, failure: TemporaryFailure) -> None:
    if delivery.attempts >= TRIES:
        _settle(delivery, state=DeliveryState.FAILED, last_error=_short(failure))
        return
    pause = FIRST_PAUSE * 4 ** (delivery.attempts - 1)
    _settle(
        delivery,
        state=DeliveryState.WAITING,
        next_try_at=timezone.now() + pause,
        last_error=_short(failure),
    )


def _settle(delivery: Delivery, **outcome) -> None:
    """Only for the attempt that was made: a later one has a higher number."""
    Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(
        leased_until=None, **outcome
    )


def _short(failure: Exception) -> str:
    return str(failure)[: Delivery._meta.get_field("last_error").max_length]
