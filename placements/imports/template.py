"""Writing the post collection workbook: the empty template, and filled ones.

Everything is written as text, so nothing that was typed can become a formula.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from . import vocabulary
from .columns import SPAN, TEMPLATE_COLUMNS, Column
from .fields import MAX_HEADCOUNT
from .places import CITY_DIRECT
from .posts import ALLOWANCE, MINORS

SHEET_NAME = "岗位征集表"
CODES_NAME = "说明与代码表"
VERSION = "R1-1"
_HEADER_ROW = 2
_TEMPLATE_ROWS = 1_000
_TEXT_FORMAT = 49  # the built-in "@": what is typed stays as it was typed
_TITLE = "大学生“返家乡”社会实践岗位征集表"
_NOTE = (
    "填报说明：一个岗位一行，带 * 的必填；联系电话请填手机号；"
    "每一列怎么填见“说明与代码表”。"
)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

# Column → (width, how to fill it, example).
_HINTS: Mapping[str, tuple[int, str, str]] = {
    "序号": (6, "从 1 开始，可以不填。", "1"),
    "单位全称": (24, "和公章一致；同一单位几个岗位可以合并单元格。", "示例县文化馆"),
    "单位类别": (12, "从下拉表里选。", "事业单位"),
    "统一社会信用代码": (
        22,
        "18 位，按文本填写；村、社区、青年之家没有的可以不填。",
        "12140300022758154R",
    ),
    "所在县区": (12, "从下拉表里选；市直单位填“市直”。", "平定县"),
    "乡镇街道": (14, "单位所在的乡镇或街道，写全称。", "冠山镇"),
    "详细地址": (24, "路名和门牌，没有就不填。", "冠山镇示例路1号"),
    "联系人": (10, "负责和学生联系的人。", "张三"),
    "职务": (12, "联系人的职务。", "办公室主任"),
    "联系电话": (14, "11 位手机号，按文本填写。", "19900000000"),
    "岗位名称": (20, "40 个字以内；同一单位的岗位名称不要重复。", "数字档案助理"),
    "岗位类别": (12, "从下拉表里选。", "文化宣传"),
    "需求人数": (10, "1 到 20 的整数。", "2"),
    "主要任务": (
        36,
        "写清任务和成果，用“成果：”隔开；几项任务分行写。",
        "整理馆藏档案；成果：目录1份",
    ),
    "设岗理由": (28, "为什么需要这个岗位。", "馆藏数字化任务集中"),
    "学历要求": (12, "从下拉表里选，不填为不限。", "专科及以上"),
    "专业要求": (18, "用顿号隔开，不填为不限。", "档案、历史"),
    "技能要求": (14, "没有就不填。", "办公软件"),
    SPAN: (26, "第一天和最后一天，不少于 4 周。", "7月20日至8月31日"),
    "每周工作时间": (
        22,
        "每天不超过 8 小时，每周不超过 40 小时。",
        "每周5天，每天6小时",
    ),
    "带教导师": (10, "带学生的人。", "李四"),
    "午餐": (8, "从下拉表里选。", "有"),
    "住宿": (8, "有或无。", "无"),
    ALLOWANCE: (20, "每月金额，出资方；没有就写无。", "500，单位"),
    "风险提示": (14, "从下拉表里选，几项用顿号隔开。", "无"),
    MINORS: (20, "是或否，不填为否。", "否"),
    "备注": (20, "其他要说明的事。", ""),
}

_AS_TEXT = frozenset({"统一社会信用代码", "联系电话"})


def write_template(
    file: str | Path | BinaryIO,
    *,
    districts: Iterable[str],
    townships: Iterable[str],
) -> None:
    """The empty sheet to fill, with its code table and drop-down lists."""
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        sheet = book.add_worksheet(SHEET_NAME)
        _write_top(book, sheet, _TITLE, starred=True)
        lists = _lists(districts, townships)
        ranges = _write_codes(book, lists)
        _validate(sheet, ranges)


def write_posts_workbook(
    file: str | Path | BinaryIO,
    rows: Sequence[Mapping[str, str]],
    title: str,
) -> None:
    """A filled sheet; each row maps column names to text.

    Neighbouring rows of one unit share merged unit cells, as offices do it.
    """
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        sheet = book.add_worksheet(SHEET_NAME)
        _write_top(book, sheet, title, starred=False)
        cell = book.add_format(
            {"num_format": _TEXT_FORMAT, "valign": "top", "text_wrap": True}
        )
        place = _HEADER_ROW + 1
        for _, unit in groupby(rows, key=lambda row: row["单位全称"]):
            place = _write_unit(sheet, place, list(unit), cell)


def _write_top(
    book: xlsxwriter.Workbook, sheet: Worksheet, title: str, *, starred: bool
) -> None:
    last = len(TEMPLATE_COLUMNS) - 1
    big = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    header = book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "align": "center"}
    )
    _merge(sheet, (0, 0, 0, last), title, big)
    _merge(sheet, (1, 0, 1, last), _NOTE, book.add_format())
    as_text = book.add_format({"num_format": _TEXT_FORMAT})
    for place, column in enumerate(TEMPLATE_COLUMNS):
        sheet.write_string(_HEADER_ROW, place, _header(column, starred), header)
        style = as_text if column.name in _AS_TEXT else None
        sheet.set_column(place, place, _HINTS[column.name][0], style)
    sheet.freeze_panes(_HEADER_ROW + 1, 2)


def _header(column: Column, starred: bool) -> str:
    is_required = column.required or column.name == SPAN
    return f"{column.name}*" if starred and is_required else column.name


def _merge(
    sheet: Worksheet, area: tuple[int, int, int, int], text: str, style: Format
) -> None:
    # merge_range guesses types; the text itself is written over its first cell.
    sheet.merge_range(*area, "", style)
    sheet.write_string(area[0], area[1], text, style)


def _write_unit(
    sheet: Worksheet, top: int, rows: Sequence[Mapping[str, str]], style: Format
) -> int:
    bottom = top + len(rows) - 1
    for column, spec in enumerate(TEMPLATE_COLUMNS):
        if spec.of_unit and len(rows) > 1:
            text = rows[0].get(spec.name, "")
            _merge(sheet, (top, column, bottom, column), text, style)
            continue
        for place, row in enumerate(rows, start=top):
            sheet.write_string(place, column, row.get(spec.name, ""), style)
    return bottom + 1


def _lists(
    districts: Iterable[str], townships: Iterable[str]
) -> Mapping[str, Sequence[str]]:
    """Column → what may be chosen in it."""
    return {
        "单位类别": vocabulary.labels(vocabulary.UNIT_KINDS),
        "所在县区": [CITY_DIRECT, *districts],
        "乡镇街道": list(townships),
        "岗位类别": vocabulary.labels(vocabulary.CATEGORIES),
        "学历要求": vocabulary.labels(vocabulary.EDUCATION),
        "午餐": vocabulary.labels(vocabulary.LUNCH),
        "住宿": vocabulary.labels(vocabulary.LODGING),
        "风险提示": vocabulary.labels(vocabulary.HAZARDS),
        MINORS: vocabulary.labels(vocabulary.MINORS),
    }


def _write_codes(
    book: xlsxwriter.Workbook, lists: Mapping[str, Sequence[str]]
) -> Mapping[str, str]:
    """The second sheet; returns where each column's list stands."""
    sheet = book.add_worksheet(CODES_NAME)
    bold = book.add_format({"bold": True})
    for place, head in enumerate(("怎么填", "说明", "举例")):
        sheet.write_string(0, place, head, bold)
    for row, column in enumerate(TEMPLATE_COLUMNS, start=1):
        _, how, example = _HINTS[column.name]
        for place, text in enumerate((_header(column, starred=True), how, example)):
            sheet.write_string(row, place, text)
    sheet.set_column(0, 2, 34)
    ranges = {
        name: _write_list(sheet, 4 + place, name, values, bold)
        for place, (name, values) in enumerate(lists.items())
    }
    # The version is for the program; people need not see it.
    hidden = 5 + len(lists)
    sheet.write_string(0, hidden, VERSION)
    sheet.set_column(hidden, hidden, None, None, {"hidden": True})
    return ranges


def _write_list(
    sheet: Worksheet, column: int, name: str, values: Sequence[str], bold: Format
) -> str:
    sheet.write_string(0, column, f"代码：{name}", bold)
    for row, value in enumerate(values, start=1):
        sheet.write_string(row, column, value)
    letter = xl_col_to_name(column, col_abs=True)
    return f"='{CODES_NAME}'!{letter}$2:{letter}${len(values) + 1}"


def _validate(sheet: Worksheet, ranges: Mapping[str, str]) -> None:
    first, last = _HEADER_ROW + 1, _HEADER_ROW + _TEMPLATE_ROWS
    for place, column in enumerate(TEMPLATE_COLUMNS):
        area = (first, place, last, place)
        if column.name in ranges:
            _offer_list(sheet, area, column.name, ranges[column.name])
        elif column.name == "需求人数":
            _ask_headcount(sheet, area)


def _offer_list(
    sheet: Worksheet, area: tuple[int, int, int, int], name: str, source: str
) -> None:
    # Several risks may be typed with 、 between them, so there the list only warns.
    strictness = "warning" if name == "风险提示" else "stop"
    rule = {"validate": "list", "source": source, "error_type": strictness}
    sheet.data_validation(*area, rule)


def _ask_headcount(sheet: Worksheet, area: tuple[int, int, int, int]) -> None:
    rule = {
        "validate": "integer",
        "criteria": "between",
        "minimum": 1,
        "maximum": MAX_HEADCOUNT,
    }
    sheet.data_validation(*area, rule)
