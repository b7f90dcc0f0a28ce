"""What a person does with their notices: read them."""

from django.utils import timezone

from accounts.models import User
from notices.models import Notice


def read_notice(notice: Notice, *, by: User) -> None:
    """Note when it was first opened; opening it again changes nothing."""
    mine = Notice.objects.for_user(by).unread()
    mine.filter(pk=notice.pk).update(read_at=timezone.now())


def read_notices_up_to(newest: Notice, *, by: User) -> int:
    """Everything there was when the page was drawn, not what has come in since."""
    mine = Notice.objects.for_user(by).unread()
    return mine.filter(pk__lte=newest.pk).update(read_at=timezone.now())
