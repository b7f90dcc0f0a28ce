"""The first and the last day of a post, in the ways offices write them."""

import re
from datetime import date, datetime

from .cells import BadCell, is_blank, plain, text

_DAY = re.compile(
    r"(?:(?P<year>\d{4})[年./-])?(?P<month>\d{1,2})[月./-](?P<day>\d{1,2})[日号]?"
    r"|(?P<whole>\d{8})(?!\d)"
)


def read_span(value: object, season_year: int) -> tuple[date, date]:
    """Two days in one cell; a day without a year lies in the season's year."""
    how = f"请写成 {season_year}-07-20至{season_year}-08-31 的样子。"
    if is_blank(value):
        raise BadCell(f"这一格是空的，{how}")
    written = _without_notes(value)
    found = list(_DAY.finditer(written))
    if len(found) != 2 or not _only_joins(_DAY.sub("", written)):
        raise BadCell(f"看不出从哪天到哪天，{how}")
    first = _as_date(found[0], season_year)
    return first, _as_date(found[1], first.year)


def read_day(value: object, season_year: int) -> date:
    """One day in a column of its own, typed or a real date cell."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = _DAY.fullmatch(_without_notes(value))
    if found is None:
        raise BadCell(f"看不出是哪一天，请写成 {season_year}-07-20 的样子。")
    return _as_date(found, season_year)


def check_span(
    first: date, last: date, *, season_year: int, min_days: int, max_days: int
) -> None:
    days = (last - first).days + 1
    if days < 1:
        raise BadCell("结束日期早于开始日期，请检查两个日期是否写反。")
    if season_year not in {first.year, last.year}:
        raise BadCell(f"日期不在 {season_year} 年，请检查年份。")
    if days < min_days:
        raise BadCell(f"一共 {days} 天，不足 {min_days} 天，请延长或改正日期。")
    if days > max_days:
        raise BadCell(f"一共 {days} 天，超过 {max_days} 天，请缩短或改正日期。")


def _without_notes(value: object) -> str:
    # A line break or space between the two dates is a join like any other.
    written = re.sub(r"(?<=\d)\s+(?=\d)", "~", text(value))
    return re.sub(r"\([^()]*\)", "", plain(written))


def _only_joins(rest: str) -> bool:
    return re.fullmatch(r"[自从]?起?[-~—–―至到、]*止?", rest) is not None


def _as_date(found: re.Match[str], year: int) -> date:
    if whole := found["whole"]:
        parts = int(whole[:4]), int(whole[4:6]), int(whole[6:])
    else:
        parts = int(found["year"] or year), int(found["month"]), int(found["day"])
    try:
        return date(*parts)
    except ValueError:
        raise BadCell(f"没有“{found[0]}”这一天，请改正日期。") from None
