"""`placements.chinese_dates` for templates; `now` may be left out there."""

from datetime import datetime

from django import template
from django.utils import timezone

from placements import chinese_dates

register = template.Library()

for _name in (
    "clock",
    "day",
    "deadline",
    "full_day",
    "moment",
    "span",
    "starting",
    "weekday",
):
    register.filter(_name, getattr(chinese_dates, _name))


@register.filter
def time_left(until: datetime, now: datetime | None = None) -> str:
    return chinese_dates.time_left(until, now or timezone.now())


@register.filter
def waited(since: datetime, now: datetime | None = None) -> str:
    return chinese_dates.waited(since, now or timezone.now())
