"""Weekly working time: how many days a week, how many hours a day."""

import re
from dataclasses import dataclass
from decimal import Decimal

from .cells import BadCell, digits, is_blank, one_line

MAX_HOURS_A_DAY = 8
MAX_HOURS_A_WEEK = 40
_LUNCH = (12 * 60, 13 * 60)

_WEEKDAYS = {str(n): n for n in range(1, 7)} | {"日": 7, "天": 7, "末": 7}
_FROM_TO = re.compile(
    r"(?:周|星期|礼拜)([1-6]),?[至到~—–-]+(?:周|星期|礼拜)?([1-6日天末])"
)
_WEEKDAY = re.compile(r"((?:周|星期|礼拜|[至到~—–-])[一二三四五六日天])(?![天点])")
_CLOCK = r"(上午|下午|晚上)?(\d{1,2}):(\d{2})"
_SPAN = re.compile(rf"{_CLOCK}[-~—–至到]+{_CLOCK}")


@dataclass(frozen=True, slots=True)
class Schedule:
    text: str
    days_per_week: int
    hours_per_day: Decimal


def read_schedule(value: object) -> Schedule:
    if is_blank(value):
        raise BadCell("这一格是空的，请写成“每周5天，每天6小时”的样子。")
    shown = one_line(value, longest=60)
    # 周五8:30 must not become 周58:30 once spaces go and numerals become figures.
    apart = re.sub(r"\s+(?=\d{1,2}[:：点])", ",", _WEEKDAY.sub(r"\1,", shown))
    written = _clock_times(digits(apart))
    days = _days_per_week(written)
    hours = _hours_per_day(written, days)
    if not days or not hours:
        raise BadCell("看不出每周几天、每天几小时，请写成“每周5天，每天6小时”的样子。")
    _refuse_too_much(days, hours)
    return Schedule(shown, days, hours)


def _refuse_too_much(days: int, hours: Decimal) -> None:
    if days > 7:
        raise BadCell("一周没有这么多天，请改正每周天数。")
    if hours > MAX_HOURS_A_DAY or days * hours > MAX_HOURS_A_WEEK:
        raise BadCell(
            f"算下来每天 {_figure(hours)} 小时、每周 {_figure(days * hours)} 小时；"
            "每天不能超过 8 小时，每周不能超过 40 小时，请减少"
            "（午休较长的，请分上午、下午写）。"
        )


def _clock_times(written: str) -> str:
    written = re.sub(r"(\d)点半", r"\1:30", written)
    written = re.sub(r"(\d)[点时](\d{1,2})分?", r"\1:\2", written)
    return re.sub(r"(\d)点(整|钟)?", r"\1:00", written)


def _days_per_week(written: str) -> int:
    if found := re.search(r"(?:周|星期)(?:工作)?(\d{1,2})[天日]", written):
        return int(found[1])
    if found := re.search(r"(\d{1,2})[天日]/周", written):
        return int(found[1])
    if found := _FROM_TO.search(written):
        return max(0, _WEEKDAYS[found[2]] - _WEEKDAYS[found[1]] + 1)
    return 5 if re.search(r"工作日|双休", written) else 0


def _hours_per_day(written: str, days: int) -> Decimal:
    amount = r"(\d{1,3}(?:\.\d{1,2})?)(?:个)?小时"
    if found := re.search(rf"周(?:工作)?(?:不超过)?{amount}|{amount}/周", written):
        return Decimal(found[1] or found[2]) / days if days else Decimal(0)
    if found := re.search(amount, written):
        return Decimal(found[1])
    return _clock_hours(written)


def _clock_hours(written: str) -> Decimal:
    spans = [_minutes(found) for found in _SPAN.finditer(written)]
    total = sum(max(0, end - start) for start, end in spans)
    # One span over noon includes lunch; two spans already leave it out.
    if len(spans) == 1 and spans[0][0] <= _LUNCH[0] and spans[0][1] >= _LUNCH[1]:
        total -= _LUNCH[1] - _LUNCH[0]
    return (Decimal(total) / 60).quantize(Decimal("0.01"))


def _minutes(found: re.Match[str]) -> tuple[int, int]:
    half, start_hour, start_minute, end_half, end_hour, end_minute = found.groups()
    start = _minute_of_day(half, start_hour, start_minute)
    return start, _minute_of_day(end_half or half, end_hour, end_minute)


def _minute_of_day(half: str | None, hour: str, minute: str) -> int:
    afternoon = half in {"下午", "晚上"} and int(hour) < 12
    return (int(hour) + 12 * afternoon) * 60 + int(minute)


def _figure(number: Decimal) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
