from django.apps import AppConfig
from django.core.checks import register

from notices.checks import sms_leaves_the_machine


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "通知"

    def ready(self) -> None:
        register(sms_leaves_the_machine, deploy=True)
