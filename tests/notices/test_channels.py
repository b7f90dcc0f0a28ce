import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from notices.delivery import deliver_due
from notices.email import send_email
from notices.exceptions import PermanentFailure, TemporaryFailure
from notices.models import Channel
from notices.outbox import send
from notices.sms import send_sms


class AwayServer(EmailBackend):
    def open(self):
        raise ConnectionRefusedError("连不上")


class FullServer(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPDataError(452, b"try later")


class PickyServer(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"nobody@example.org": (550, b"unknown")})


class SilentServer(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("no answer")


def test_the_console_prints_number_and_text_on_one_line(settings, capsys):
    settings.SMS_BACKEND = "notices.sms.ConsoleBackend"

    send_sms("19900000001", "验证码 123456", key="7")

    assert capsys.readouterr().out == "短信 19900000001：验证码 123456\n"


@pytest.mark.django_db
def test_an_e_mail_goes_through_django(settings, sms):
    settings.DEFAULT_FROM_EMAIL = "返家乡 <noreply@example.org>"
    row = send(Channel.EMAIL, "unit@example.org", "请在周五前评完。")

    deliver_due()

    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["unit@example.org"], "返家乡通知")
    assert letter.body == "请在周五前评完。"
    assert letter.message()["Message-ID"] == f"<delivery-{row.pk}@example.org>"
    assert sms == []


@pytest.mark.parametrize(
    ("server", "outcome"),
    [
        (AwayServer, TemporaryFailure),
        (FullServer, TemporaryFailure),
        (PickyServer, PermanentFailure),
        (SilentServer, smtplib.SMTPServerDisconnected),  # may have been taken
    ],
)
def test_what_a_mail_server_answers_decides_what_follows(settings, server, outcome):
    settings.EMAIL_BACKEND = f"{__name__}.{server.__name__}"

    with pytest.raises(outcome):
        send_email("nobody@example.org", "你好", key="7")
