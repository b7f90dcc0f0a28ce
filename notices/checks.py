"""What must not be forgotten before the site meets the public."""

from django.conf import settings
from django.core.checks import CheckMessage, Warning

CONSOLE = "notices.sms.ConsoleBackend"


def sms_leaves_the_machine(app_configs, **kwargs) -> list[CheckMessage]:
    """Sign-in codes belong on a phone, not in a log that others read."""
    if settings.SMS_BACKEND != CONSOLE:
        return []
    return [
        Warning(
            "Text messages, sign-in codes among them, are printed instead of sent.",
            hint="Set SMS_BACKEND to the class that speaks to your gateway.",
            id="notices.W001",
        )
    ]
