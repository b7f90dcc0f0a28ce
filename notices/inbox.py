"""What a person does with their notices: read them."""

from collections.abc import Iterable

from django.utils import timezone

from accounts.models import User
from notices.models import Notice


def mark_read(ids: Iterable[int], *, by: User) -> int:
    """Say which of one's own notices are read; the first time is what counts."""
    mine = Notice.objects.for_user(by).unread().filter(pk__in=ids)
    return mine.update(read_at=timezone.now())
