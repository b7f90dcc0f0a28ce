"""What time leaves behind in the accounts, and how it goes."""

from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import SentCode, User
from accounts.sessions import SessionStore

FORGET_AFTER = timedelta(days=1)
ROUND_SECONDS = 3600


def keep_house() -> None:
    """A duty of the worker, who comes by every second: once an hour is enough."""
    if cache.add("accounts.housekeeping", True, timeout=ROUND_SECONDS):
        now = timezone.now()
        forget_typed_numbers(now)
        forget_sent_codes(now)
        SessionStore.clear_expired()


def forget_typed_numbers(now: datetime) -> int:
    """Delete the rows of numbers that somebody typed and nobody ever proved.

    A row that anything refers to is not one of them: it came from a roster, an
    invitation or a grant.
    """
    users = User.objects.filter(
        phone_verified_at=None,
        date_joined__lt=now - FORGET_AFTER,
        password__startswith=UNUSABLE_PASSWORD_PREFIX,
        is_staff=False,
        name="",
    )
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.fields:
            if field.related_model is User:
                rows = model._base_manager.filter(**{field.name: OuterRef("pk")})
                users = users.exclude(Exists(rows))
    return users.delete()[1].get("accounts.User", 0)


def forget_sent_codes(now: datetime) -> int:
    """The caps look back one day; older rows only say who signed in when."""
    return SentCode.objects.filter(sent_at__lt=now - FORGET_AFTER).delete()[0]
