"""Small workbooks for the tests, and the places of Yangquan as plain mappings."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from placements.imports import ParsedWorkbook, PostRow, parse_posts, read_workbook
from placements.imports.columns import TEMPLATE_COLUMNS

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests" / "data"
HEADER = [column.name for column in TEMPLATE_COLUMNS]
GOOD = {
    "单位全称": "示例县文化馆",
    "单位类别": "事业单位",
    "统一社会信用代码": "12140300022758154R",
    "所在县区": "平定县",
    "乡镇街道": "冠山镇",
    "详细地址": "冠山镇示例路1号",
    "联系人": "张三",
    "职务": "办公室主任",
    "联系电话": "19900001234",
    "岗位名称": "数字档案助理",
    "岗位类别": "文化宣传",
    "需求人数": "2",
    "主要任务": "整理馆藏档案；成果：目录1份",
    "设岗理由": "馆藏数字化任务集中",
    "起止日期": "2021-07-20~2021-08-31",
    "每周工作时间": "每周5天，每天6小时",
}


def _places() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    with (ROOT / "directory/data/divisions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    districts = {
        row["name"]: row["code"]
        for row in rows
        if row["level"] in {"county", "functional_zone"}
    }
    townships: dict[str, dict[str, str]] = {code: {} for code in districts.values()}
    for row in rows:
        if row["level"] == "township":
            townships[row["parent_code"]][row["name"]] = row["code"]
    return districts, townships


DISTRICTS, TOWNSHIPS = _places()


def good(**changes: object) -> dict[str, object]:
    return GOOD | changes


def lines(*rows: Mapping[str, object], header: Sequence[str] = HEADER) -> list[list]:
    """A header line and one line for each row."""
    return [list(header), *([row.get(name, "") for name in header] for row in rows)]


def workbook(
    *tables: Sequence[Sequence[object]],
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> io.BytesIO:
    """One sheet for each table; ``merged`` cells, counted from 0, in the last."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    for table in tables:
        sheet = book.add_worksheet()
        for area in merged if table is tables[-1] else ():
            sheet.merge_range(*area, "")
        for row, values in enumerate(table):
            for column, value in enumerate(values):
                if value != "":
                    _write(sheet, row, column, value, dated)
    book.close()
    file.seek(0)
    return file


def _write(sheet, row, column, value, dated):
    if hasattr(value, "year"):
        sheet.write_datetime(row, column, value, dated)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)


def parse(file, **changes) -> ParsedWorkbook:
    rules = {
        "districts": DISTRICTS,
        "townships": TOWNSHIPS,
        "season_year": 2021,
        "min_days": 28,
        "max_days": 62,
    }
    return parse_posts(read_workbook(file), **rules | changes)


def parse_rows(*rows: Mapping[str, object], **changes) -> ParsedWorkbook:
    return parse(workbook(lines(*rows)), **changes)


def only_row(**changes: object) -> PostRow:
    """The one row of a sheet with one post, which must be without fault."""
    parsed = parse_rows(good(**changes))
    assert parsed.errors == ()
    return parsed.rows[0]


def only_fault(column: str, value: object, **others: object) -> str:
    """The message of the one fault, which must be in this column of row 2."""
    parsed = parse_rows(good(**{column: value}, **others))
    assert [(e.row, e.column) for e in parsed.errors] == [(2, column)]
    assert parsed.rows == ()
    return parsed.errors[0].message
