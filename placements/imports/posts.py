"""Each line of a post collection sheet becomes a checked row or a list of faults."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from . import fields, vocabulary
from .cells import BadCell, chosen, plain
from .columns import ENDS_ON, ORDER, SPAN, STARTS_ON, missing_columns
from .dates import check_span, read_day, read_span
from .lines import Cell, Line, post_lines
from .places import Places
from .schedule import read_schedule
from .tasks import Task, read_tasks
from .workbook import Sheet

ALLOWANCE = "补贴(元/月,出资方)"
MINORS = "是否接收未满18周岁"


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post with its unit. ``district`` is a division code or 市直."""

    row: int
    unit_name: str
    unit_kind: str
    uscc: str
    district: str
    township: str
    address: str
    contact_name: str
    contact_title: str
    contact_phone: str
    title: str
    category: str
    headcount: int
    tasks: tuple[Task, ...]
    need_reason: str
    education_min: str
    majors: tuple[str, ...]
    skills: str
    starts_on: date
    ends_on: date
    schedule_text: str
    days_per_week: int
    hours_per_day: Decimal
    mentor_name: str
    lunch: str
    lodging: bool
    allowance_amount: int | None
    allowance_payer: str
    hazards: tuple[str, ...]
    minors_ok: bool
    note: str


@dataclass(frozen=True, slots=True)
class CellError:
    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedWorkbook:
    """``total`` lines were posts, ``rows`` of them are without any fault."""

    total: int
    rows: tuple[PostRow, ...]
    errors: tuple[CellError, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    places: Places
    season_year: int
    min_days: int
    max_days: int


def parse_posts(
    sheet: Sheet,
    *,
    districts: Mapping[str, str],
    townships: Mapping[str, Mapping[str, str]],
    season_year: int,
    min_days: int,
    max_days: int,
) -> ParsedWorkbook:
    """All posts of the sheet.

    ``districts`` maps names to codes, ``townships`` maps a district's code to its
    own names and codes.
    """
    if missing := missing_columns(tuple(sheet.columns)):
        message = f"缺少这些列：{'、'.join(missing)}，请对照模板补上。"
        error = CellError(sheet.header_row, "表头", message)
        return ParsedWorkbook(0, (), (error,))
    rules = Rules(Places(districts, townships), season_year, min_days, max_days)
    return _Reading(rules).read(sheet)


class _Reading:
    """What must be remembered from row to row while one sheet is read."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._faults: dict[tuple[int, str], CellError] = {}
        self._titles: dict[tuple[str, str], int] = {}
        self._units: dict[str, tuple[int, Mapping[str, Any]]] = {}

    def read(self, sheet: Sheet) -> ParsedWorkbook:
        total, rows = 0, []
        for line in post_lines(sheet):
            total += 1
            row = self._row(line)
            if row is not None:
                rows.append(row)
        errors = sorted(self._faults.values(), key=_place)
        return ParsedWorkbook(total, tuple(rows), tuple(errors))

    def _row(self, line: Line) -> PostRow | None:
        reader = _LineReader(line)
        unit = _unit(reader, self._rules)
        post = _post(reader, self._rules)
        self._compare_with_unit(reader, unit)
        self._compare_with_titles(reader, unit["unit_name"], post["title"])
        for fault in reader.faults:
            self._faults.setdefault((fault.row, fault.column), fault)
        if reader.faults:
            return None
        return PostRow(row=line.row, **unit, **post)

    def _compare_with_unit(
        self, reader: "_LineReader", unit: Mapping[str, Any]
    ) -> None:
        """One unit has one description in the whole sheet."""
        name = unit["unit_name"]
        if name is None:
            return
        row, first = self._units.setdefault(plain(name), (reader.row, unit))
        for column, field in _UNIT_FIELDS.items():
            if None not in (first[field], unit[field]) and first[field] != unit[field]:
                reader.fault(column, f"和第 {row} 行对同一单位的写法不同，请改成一致。")

    def _compare_with_titles(
        self, reader: "_LineReader", unit_name: str | None, title: str | None
    ) -> None:
        if unit_name is None or title is None:
            return
        key = plain(unit_name), plain(title)
        first = self._titles.setdefault(key, reader.row)
        if first != reader.row:
            reader.fault(
                "岗位名称",
                f"和第 {first} 行是同一单位的同名岗位，"
                "请合并为一行并写总人数，或换一个名称。",
            )


class _LineReader:
    """Reads the cells of one line and keeps the first fault of each."""

    def __init__(self, line: Line) -> None:
        self.row = line.row
        self._cells = line.cells
        self._faults: dict[str, CellError] = {}

    @property
    def faults(self) -> list[CellError]:
        return list(self._faults.values())

    def has(self, column: str) -> bool:
        return column in self._cells

    def read(self, column: str, reader: Callable[..., Any], *more: object) -> Any:
        """The cell's value, or None and a fault."""
        try:
            return reader(self._cell(column).value, *more)
        except BadCell as problem:
            self.fault(column, str(problem))
            return None

    def fault(self, column: str, message: str) -> None:
        row = self._cell(column).row
        self._faults.setdefault(column, CellError(row, column, message))

    def _cell(self, column: str) -> Cell:
        return self._cells.get(column, Cell("", self.row))


_UNIT_FIELDS: Mapping[str, str] = {
    "单位类别": "unit_kind",
    "统一社会信用代码": "uscc",
    "所在县区": "district",
    "乡镇街道": "township",
    "详细地址": "address",
    "联系人": "contact_name",
    "职务": "contact_title",
    "联系电话": "contact_phone",
}


def _unit(line: _LineReader, rules: Rules) -> dict[str, Any]:
    kind = line.read("单位类别", chosen, vocabulary.UNIT_KINDS)
    district = line.read("所在县区", rules.places.district)
    return {
        "unit_name": line.read("单位全称", fields.unit_name),
        "unit_kind": kind,
        "uscc": line.read("统一社会信用代码", fields.uscc, kind),
        "district": district,
        "township": line.read("乡镇街道", rules.places.township, district),
        "address": line.read("详细地址", fields.address),
        "contact_name": line.read("联系人", fields.person),
        "contact_title": line.read("职务", fields.short_text),
        "contact_phone": line.read("联系电话", fields.phone),
    }


def _post(line: _LineReader, rules: Rules) -> dict[str, Any]:
    starts_on, ends_on = _days(line, rules)
    schedule = line.read("每周工作时间", read_schedule)
    allowance = line.read(ALLOWANCE, fields.allowance) or (None, "")
    return {
        "title": line.read("岗位名称", fields.title),
        "category": line.read("岗位类别", chosen, vocabulary.CATEGORIES),
        "headcount": line.read("需求人数", fields.headcount),
        "tasks": line.read("主要任务", read_tasks),
        "need_reason": line.read("设岗理由", fields.need_reason),
        "education_min": line.read("学历要求", fields.education),
        "majors": line.read("专业要求", fields.majors),
        "skills": line.read("技能要求", fields.skills),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "schedule_text": schedule and schedule.text,
        "days_per_week": schedule and schedule.days_per_week,
        "hours_per_day": schedule and schedule.hours_per_day,
        "mentor_name": line.read("带教导师", fields.short_text),
        "lunch": line.read("午餐", fields.chosen_or, vocabulary.LUNCH, "NONE"),
        "lodging": line.read("住宿", fields.chosen_or, vocabulary.LODGING, False),
        "allowance_amount": allowance[0],
        "allowance_payer": allowance[1],
        "hazards": line.read("风险提示", fields.hazards),
        "minors_ok": line.read(MINORS, fields.chosen_or, vocabulary.MINORS, False),
        "note": line.read("备注", fields.note),
    }


def _days(line: _LineReader, rules: Rules) -> tuple[date | None, date | None]:
    year = rules.season_year
    if line.has(SPAN):
        column = SPAN
        first, last = line.read(SPAN, read_span, year) or (None, None)
    else:
        column = ENDS_ON
        first = line.read(STARTS_ON, read_day, year)
        last = line.read(ENDS_ON, read_day, year)
    if first is not None and last is not None:
        line.read(column, _check_days, first, last, rules)
    return first, last


def _check_days(_: object, first: date, last: date, rules: Rules) -> None:
    check_span(
        first,
        last,
        season_year=rules.season_year,
        min_days=rules.min_days,
        max_days=rules.max_days,
    )


def _place(error: CellError) -> tuple[int, int]:
    return error.row, ORDER[error.column]
