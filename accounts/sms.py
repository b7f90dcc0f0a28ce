"""Sending codes: the caps, and the door to whatever delivers text messages.

The ledger stands in the database, not in the cache: what is full forgets, and the
caps cost money when they are forgotten.
"""

from datetime import timedelta

from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from accounts.models import SentCode

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@sensitive_variables("code", "text")
@transaction.atomic
def send_code(phone: str, code: str) -> None:
    """Note the code in the ledger and hand it to the sender, or refuse."""
    now = timezone.now()
    _one_at_a_time(phone)
    _require_caps_hold(phone, now)
    SentCode.objects.create(phone=phone, sent_at=now)
    valid = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    minutes = valid // MINUTE
    text = (
        f"验证码 {code}，{minutes} 分钟内有效。不要告诉任何人，团委的人也不会问你要。"
    )
    import_string(settings.ACCOUNTS_SMS_SENDER)(phone, text, expires_at=now + valid)


def _one_at_a_time(phone: str) -> None:
    """Two requests for one number must not both count before either has written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(phone)])


def _require_caps_hold(phone: str, now) -> None:
    today = SentCode.objects.filter(sent_at__gt=now - DAY)
    mine = today.filter(phone=phone)
    if (
        mine.filter(sent_at__gt=now - MINUTE).exists()
        or mine.count() >= settings.CODES_PER_NUMBER_AND_DAY
        or today.count() >= settings.CODES_PER_DAY
    ):
        raise RateLimited
