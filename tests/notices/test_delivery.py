import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from notices import delivery
from notices.delivery import LEASE, TRIES, deliver_due
from notices.models import Channel, Delivery, DeliveryState
from notices.outbox import send
from notices.sms import SentMessage

pytestmark = pytest.mark.django_db

PHONE = "19900000001"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def message():
    return send(Channel.SMS, PHONE, "你被录用了。")


def gateway(settings, name: str) -> None:
    settings.SMS_BACKEND = f"tests.notices.gateways.{name}"


def time_passes(row: Delivery) -> None:
    """Whatever the row waits for is over."""
    past = timezone.now() - MINUTE
    fields = {"next_try_at": past}
    if row.state == DeliveryState.SENDING:
        fields["leased_until"] = past
    Delivery.objects.filter(pk=row.pk).update(**fields)


def test_a_message_is_sent_once_and_marked(message, sms):
    tried = [deliver_due(), deliver_due()]

    message.refresh_from_db()
    assert tried == [1, 0]
    assert sms == [SentMessage(PHONE, "你被录用了。", key=str(message.pk))]
    assert (message.state, message.attempts, message.leased_until) == ("SENT", 1, None)
    assert message.sent_at is not None


def test_messages_leave_in_the_order_they_were_written(sms):
    for text in "一二三":
        send(Channel.SMS, PHONE, text)

    deliver_due(limit=2)

    assert [each.text for each in sms] == ["一", "二"]


def test_a_message_for_later_waits(message, sms):
    Delivery.objects.update(next_try_at=timezone.now() + MINUTE)

    assert deliver_due() == 0
    assert sms == []


def test_an_unreachable_gateway_is_tried_again_later_and_later(message, settings):
    gateway(settings, "Unreachable")
    pauses = []

    for _ in range(TRIES - 1):
        before = timezone.now()
        deliver_due()
        message.refresh_from_db()
        pauses.append((message.next_try_at - before) // timedelta(seconds=30))
        assert (message.state, message.last_error) == ("WAITING", "网关连不上")
        time_passes(message)

    assert pauses == [1, 4, 16, 64]


def test_after_the_last_try_a_message_has_failed(message, settings):
    gateway(settings, "Unreachable")

    for _ in range(TRIES + 1):
        deliver_due()
        time_passes(message)

    message.refresh_from_db()
    assert (message.state, message.attempts) == ("FAILED", TRIES)


def test_a_message_gets_through_once_the_gateway_is_back(message, settings, sms):
    gateway(settings, "Unreachable")
    deliver_due()
    time_passes(message)
    settings.SMS_BACKEND = "notices.sms.MemoryBackend"

    deliver_due()

    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == ("SENT", 2, "")
    assert len(sms) == 1


def test_a_refused_message_is_not_tried_again(message, settings):
    gateway(settings, "Refusing")

    tried = [deliver_due(), deliver_due()]

    message.refresh_from_db()
    assert tried == [1, 0]
    assert (message.state, message.last_error) == ("FAILED", "空号")


def test_nobody_knows_what_became_of_a_message_whose_worker_died(
    message, settings, sms
):
    gateway(settings, "Silent")
    with pytest.raises(TimeoutError):
        deliver_due()
    settings.SMS_BACKEND = "notices.sms.MemoryBackend"
    message.refresh_from_db()
    assert message.state == "SENDING"

    deliver_due()  # the lease still runs: another worker may be at it
    message.refresh_from_db()
    assert message.state == "SENDING"
    assert message.leased_until > timezone.now() + LEASE - MINUTE

    time_passes(message)
    deliver_due()
    deliver_due()

    message.refresh_from_db()
    assert (message.state, message.attempts) == ("UNCERTAIN", 1)
    assert sms == []


def test_a_slow_worker_still_says_what_became_of_its_message(message):
    claimed = delivery._claim_next(timezone.now())
    message.refresh_from_db()
    time_passes(message)
    deliver_due()
    message.refresh_from_db()
    assert message.state == "UNCERTAIN"

    delivery._send(claimed)

    message.refresh_from_db()
    assert message.state == "SENT"


def test_a_code_past_its_time_is_dropped(sms):
    past = timezone.now() - MINUTE
    late = send(Channel.SMS, PHONE, "验证码 123456", expires_at=past)
    good = send(Channel.SMS, PHONE, "验证码 654321", expires_at=past + 5 * MINUTE)

    deliver_due()

    late.refresh_from_db()
    assert (late.state, late.last_error, late.attempts) == ("FAILED", "过期", 0)
    assert [each.key for each in sms] == [str(good.pk)]


def test_a_code_that_expires_while_it_waits_for_a_retry_is_dropped(settings, sms):
    code = send(Channel.SMS, PHONE, "验证码 123456", expires_at=timezone.now() + MINUTE)
    gateway(settings, "Unreachable")
    deliver_due()
    settings.SMS_BACKEND = "notices.sms.MemoryBackend"
    Delivery.objects.update(expires_at=timezone.now() - MINUTE)

    deliver_due()

    code.refresh_from_db()
    assert (code.state, code.last_error) == ("FAILED", "过期")
    assert sms == []


def test_problems_are_what_failed_or_may_have(settings):
    rows = {}
    for state in DeliveryState:
        rows[state] = Delivery.objects.create(
            channel=Channel.SMS,
            address=PHONE,
            text="你好",
            state=state,
            sent_at=timezone.now() if state == DeliveryState.SENT else None,
            leased_until=timezone.now() if state == DeliveryState.SENDING else None,
        )

    problems = list(Delivery.objects.delivery_problems())

    assert problems == [rows["UNCERTAIN"], rows["FAILED"]]


@pytest.mark.django_db(transaction=True)
def test_delivering_inside_a_transaction_is_refused(message, sms):
    with (
        pytest.raises(RuntimeError, match="durable atomic block"),
        transaction.atomic(),
    ):
        deliver_due()

    assert sms == []


@pytest.mark.django_db(transaction=True)
def test_a_row_another_worker_is_claiming_is_passed_over(message, sms):
    second = send(Channel.SMS, PHONE, "第二条")
    tried = []

    def colleague():
        tried.append(deliver_due())
        connection.close()

    with transaction.atomic():
        first = Delivery.objects.due_at(timezone.now()).locked_if_free().first()
        thread = threading.Thread(target=colleague)
        thread.start()
        thread.join(timeout=10)  # it does not wait for the row that is held here
        has_finished = not thread.is_alive()
    thread.join()

    assert has_finished
    assert first == message
    assert tried == [1]
    assert [each.key for each in sms] == [str(second.pk)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(sms):
    rows = [send(Channel.SMS, PHONE, f"第 {n} 条") for n in range(20)]
    start = threading.Barrier(2)
    tried = []

    def worker():
        start.wait()
        tried.append(deliver_due())
        connection.close()

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()

    assert sum(tried) == 20
    assert sorted(int(each.key) for each in sms) == [row.pk for row in rows]
