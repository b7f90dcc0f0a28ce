"""Opening a workbook safely and finding the sheet that holds the posts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from .archive import DamagedArchive, OversizedArchive, checked_copy
from .cells import is_blank, plain
from .columns import column_named

MAX_BYTES = 10 * 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_PARTS = tuple(
    name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo")
)
_ENCRYPTED = "文件加了密码，请去掉密码另存一份再上传。"
_DAMAGED = "文件已损坏或没有传完整，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
_OLD_FORMAT = "这是旧版 .xls 文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
_HEADER_WITHIN = 40
_HEADER_AT_LEAST = 4


class UnreadableWorkbook(Exception):
    """The file as a whole cannot be used; the message is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Merged:
    """One merged range, counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet with the posts. ``header_row`` is counted from 1, as people see it."""

    name: str
    header_row: int
    columns: Mapping[str, int]
    grid: Sequence[Sequence[object]]
    merged: Sequence[Merged] = ()


def read_workbook(source: str | Path | BinaryIO) -> Sheet:
    """The one sheet of the file that has a header of posts and rows below it."""
    data = _bytes_of(source)
    book = _open(data)
    found = [sheet for name in book.sheet_names if (sheet := _sheet(book, name))]
    if not found:
        raise UnreadableWorkbook(
            "没有找到表头：表头一行要有“单位全称”“岗位名称”等列名，请用岗位征集表模板填写。"
        )
    filled = [sheet for sheet in found if _has_rows(sheet)]
    if not filled:
        raise UnreadableWorkbook("表头下面没有岗位，请填好后再上传。")
    if len(filled) > 1:
        names = "”“".join(sheet.name for sheet in filled)
        raise UnreadableWorkbook(
            f"文件里有几张表都像岗位征集表（“{names}”），请合并成一张或分开上传。"
        )
    return filled[0]


def _bytes_of(source: str | Path | BinaryIO) -> bytes:
    data = _read(source)
    if len(data) > MAX_BYTES:
        raise UnreadableWorkbook(
            f"文件超过 {MAX_BYTES // 1024 // 1024} MB，"
            "请删去图片和用不着的表，或分几个文件上传。"
        )
    if not data:
        raise UnreadableWorkbook("文件是空的（0 字节），请重新保存后再上传。")
    return data


def _read(source: str | Path | BinaryIO) -> bytes:
    # One byte above the limit is enough to know; a huge file is never read whole.
    if not isinstance(source, str | Path):
        return source.read(MAX_BYTES + 1)
    try:
        with Path(source).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as failure:
        raise UnreadableWorkbook("找不到这个文件或没有权限读取。") from failure


def _open(data: bytes) -> CalamineWorkbook:
    if data.startswith(_OLE):
        raise UnreadableWorkbook(_why_not_ole(data))
    if not data.startswith(b"PK"):
        raise UnreadableWorkbook(
            "这不是 Excel 工作簿，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
        )
    try:
        return CalamineWorkbook.from_filelike(checked_copy(data))
    except OversizedArchive as oversized:
        raise UnreadableWorkbook(
            "文件展开后太大，请只保留岗位征集表，删去多余的行、列和表后再上传。"
        ) from oversized
    except (DamagedArchive, CalamineError) as damaged:
        raise UnreadableWorkbook(_DAMAGED) from damaged


def _why_not_ole(data: bytes) -> str:
    if any(part in data for part in _ENCRYPTED_PARTS):
        return _ENCRYPTED
    return _OLD_FORMAT


def _sheet(book: CalamineWorkbook, name: str) -> Sheet | None:
    try:
        raw = book.get_sheet_by_name(name)
        grid = raw.to_python(skip_empty_area=False)
    except CalamineError as damaged:
        raise UnreadableWorkbook(_DAMAGED) from damaged
    header = _find_header(grid)
    if header is None:
        return None
    row, columns = header
    return Sheet(name, row + 1, columns, grid, _merged(raw))


def _merged(raw: CalamineSheet) -> list[Merged]:
    ranges = raw.merged_cell_ranges or []
    return [Merged(*start, *end) for start, end in ranges]


def _find_header(grid: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]] | None:
    """The row with the most known names; a second header row is taken with it."""
    named = [_named_columns(row) for row in grid[:_HEADER_WITHIN]]
    best = max(range(len(named)), key=lambda n: len(named[n]), default=None)
    if best is None or len(named[best]) < _HEADER_AT_LEAST:
        return None
    columns = dict(named[best])
    if best + 1 < len(grid) and _is_header_only(grid[best + 1]):
        columns = _named_columns(grid[best + 1]) | columns
        return best + 1, columns
    if best and named[best - 1]:
        columns = named[best - 1] | columns
    return best, columns


def _named_columns(row: Sequence[object]) -> dict[str, int]:
    """Known names of one row; of two columns with one name the first counts."""
    named: dict[str, int] = {}
    for place, value in enumerate(row):
        name = column_named(value)
        if name is not None:
            named.setdefault(name, place)
    return named


def _is_header_only(row: Sequence[object]) -> bool:
    filled = [value for value in row if plain(value)]
    return bool(filled) and all(column_named(value) for value in filled)


def _has_rows(sheet: Sheet) -> bool:
    places = [place for name, place in sheet.columns.items() if name != "序号"]
    below = sheet.grid[sheet.header_row :]
    return any(not is_blank(row[place]) for row in below for place in places)
