"""E-mail, through the server Django is told of."""

from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from notices.exceptions import PermanentFailure, TemporaryFailure

SUBJECT = "返家乡通知"
SECONDS = 20  # far below the lease of a delivery


def send_email(address: str, text: str, *, key: str) -> None:
    connection = get_connection(timeout=SECONDS)
    message = EmailMessage(SUBJECT, text, to=[address], connection=connection)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message.extra_headers["Message-ID"] = f"<delivery-{key}@{domain}>"
    try:
        connection.open()  # apart: whoever fails here has sent nothing
    except OSError as failure:
        raise TemporaryFailure(str(failure)) from failure
    try:
        message.send()
    except SMTPRecipientsRefused as refusal:
        raise _failure(next(iter(refusal.recipients.values()))[0], refusal) from refusal
    except SMTPResponseException as refusal:
        raise _failure(refusal.smtp_code, refusal) from refusal
    finally:
        connection.close()


def _failure(code: int, refusal: Exception) -> TemporaryFailure | PermanentFailure:
    """A server that answered took nothing; from 500 on it never will."""
    kind = PermanentFailure if code >= 500 else TemporaryFailure
    return kind(str(refusal))
