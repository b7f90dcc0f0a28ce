"""Dates and deadlines as a Chinese reader expects them; no settings, no queries."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"


def _local(value: date) -> date:
    """An aware moment in Yangquan's time; a plain date has none and stays as it is."""
    return value.astimezone(SHANGHAI) if isinstance(value, datetime) else value


def day(value: date) -> str:
    """7月16日"""
    value = _local(value)
    return f"{value.month}月{value.day}日"


def full_day(value: date) -> str:
    """2021年7月16日"""
    return f"{_local(value).year}年{day(value)}"


def weekday(value: date) -> str:
    """周四"""
    return f"周{WEEKDAYS[_local(value).weekday()]}"


def clock(value: datetime) -> str:
    """18:05"""
    return f"{_local(value):%H:%M}"


def moment(value: datetime) -> str:
    """7月8日 18:05"""
    return f"{day(value)} {clock(value)}"


def deadline(value: datetime) -> str:
    """7月15日（周四）18:00 截止"""
    return f"{day(value)}（{weekday(value)}）{clock(value)} 截止"


def span(start: date, end: date) -> str:
    """7月16日 — 8月20日, with the years when they differ."""
    start, end = _local(start), _local(end)
    name = day if start.year == end.year else full_day
    return f"{name(start)} — {name(end)}"


def starting(start: date, end: date) -> str:
    """7月16日起 5 周; both days are worked, and a week begun is not a week."""
    days = (_local(end) - _local(start)).days + 1
    return (
        f"{day(start)}起 {days // 7} 周" if days >= 7 else f"{day(start)}起 {days} 天"
    )


def time_left(until: datetime, now: datetime) -> str:
    """还剩 1 天 6 小时. Always rounded down: never promise more than there is."""
    left = until - now
    if left <= timedelta(0):
        return "已截止"
    return f"还剩{_length(left)}" if left >= timedelta(minutes=1) else "不到 1 分钟"


def waited(since: datetime, now: datetime) -> str:
    """2 天, 9 小时: how long somebody has been waiting for an answer."""
    length = now - since
    if length >= timedelta(days=1):
        return f"{length.days} 天"
    hours = length // timedelta(hours=1)
    return f"{hours} 小时" if hours > 0 else "不到 1 小时"


def oldest_waited(since: datetime, now: datetime) -> str:
    """最早的等了 2 天, 最早的等了不到 1 小时: a space before figures only."""
    length = waited(since, now)
    return f"最早的等了{' ' if length[0].isdigit() else ''}{length}"


def _length(length: timedelta) -> str:
    days, rest = length.days, length.seconds
    hours, minutes = rest // 3600, rest % 3600 // 60
    if days >= 3:
        return f" {days} 天"
    if days:
        return f" {days} 天 {hours} 小时" if hours else f" {days} 天"
    return f" {hours} 小时" if hours else f" {minutes} 分钟"
