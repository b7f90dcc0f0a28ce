import logging
import signal

import pytest
from django.core.management import call_command
from django.db import connection

from notices.models import Channel, Delivery
from notices.outbox import send
from placements.worker import Worker

pytestmark = pytest.mark.django_db

calls: list[str] = []
workers: list[Worker] = []


def count_people():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
    calls.append("count")


def fail_once():
    calls.append("fail")
    if calls.count("fail") == 1:
        raise RuntimeError("the first time is hard")


def stop_in_the_third_round():
    calls.append("stop")
    if calls.count("stop") == 3:
        workers[0].stop()


def interrupt_this_process():
    calls.append("interrupt")
    signal.raise_signal(signal.SIGTERM)


def lose_the_connection():
    calls.append("lose")
    if calls.count("lose") == 1:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture(autouse=True)
def _quick(monkeypatch, settings):
    settings.SMS_BACKEND = "notices.sms.MemoryBackend"
    monkeypatch.setattr("placements.worker.IDLE_SECONDS", 0)
    calls.clear()
    workers.clear()


@pytest.fixture
def duties(settings):
    def choose(*duties):
        settings.WORK_DUTIES = [f"{__name__}.{duty.__name__}" for duty in duties]

    return choose


@pytest.fixture
def _signals_are_put_back():
    before = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_one_round_delivers_and_does_every_duty_once(duties):
    duties(count_people, fail_once)
    send(Channel.SMS, "19900000001", "你好")

    call_command("work", "--once")

    assert Delivery.objects.get().state == "SENT"
    assert calls == ["count", "fail"]


def test_a_duty_that_fails_is_logged_and_tried_again(duties, caplog):
    duties(fail_once, count_people)
    worker = Worker()

    with caplog.at_level(logging.ERROR):
        worker.run_once()
        worker.run_once()

    assert calls == ["fail", "count", "fail", "count"]
    [line] = caplog.records
    assert "fail_once" in line.getMessage()
    assert "the first time is hard" in str(line.exc_info[1])


def test_a_gateway_that_breaks_does_not_stop_the_duties(duties, settings, caplog):
    duties(count_people)
    settings.SMS_BACKEND = "tests.notices.gateways.Silent"
    send(Channel.SMS, "19900000001", "你好")

    Worker().run_once()

    assert calls == ["count"]
    assert "deliver_due failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_loop_goes_on_until_told_and_then_starts_nothing_new(duties):
    duties(stop_in_the_third_round, count_people)
    workers.append(Worker())

    workers[0].run()

    assert calls == ["stop", "count", "stop", "count", "stop"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_signals_are_put_back")
def test_a_signal_ends_the_command_after_the_work_in_hand(duties):
    duties(interrupt_this_process, count_people)

    call_command("work")

    assert calls == ["interrupt"]


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_replaced(duties, caplog):
    duties(lose_the_connection, count_people, stop_in_the_third_round)
    workers.append(Worker())

    workers[0].run()

    assert calls == ["lose", "stop", *["lose", "count", "stop"] * 2]
    assert "lose_the_connection failed" in caplog.text
