"""Which lines of the sheet are posts, and what each of their cells holds.

Unit columns are filled down inside merged ranges and below a named unit; post
columns never are. A filled cell remembers the row it was typed in, so a mistake in
a merged cell is reported once, where it stands.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .cells import is_blank, plain
from .columns import UNIT_COLUMNS, column_named
from .workbook import Merged, Sheet

_TOTAL = re.compile(r"^(小计|合计|总计|共计|本页)|(小计|合计|总计):?$")
_FOOTER = re.compile(
    r"^(单位|部门|县区|团委|填报单位)?(主要|分管)?"
    r"(负责人|领导|填报人|填表人|制表人|审核人|经办人|联系人|填报单位|填报日期|填表日期"
    r"|填报时间|日期|电话)?(\(?(签字|签名|签章|盖章|公章)|:)"
    r"|^(注|备注|说明|填表说明|填报说明)\d?:"
)
_FOOTER_CELLS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    value: object
    row: int


@dataclass(frozen=True, slots=True)
class Line:
    row: int
    cells: Mapping[str, Cell]


def post_lines(sheet: Sheet) -> Iterator[Line]:
    """Every line that should be a post, in the order of the sheet."""
    merges = _Merges(sheet.merged)
    described: dict[str, Mapping[str, Cell]] = {}
    above: Mapping[str, Cell] = {}
    for place in range(sheet.header_row, len(sheet.grid)):
        if _is_blank_line(sheet, place):
            continue
        if _is_not_a_post(sheet, place, merges):
            above = {}
            continue
        cells = _cells(sheet, place, merges)
        above = _unit_above(cells, above, described)
        cells |= {name: _fill(cells[name], above, name) for name in above}
        yield Line(place + 1, cells)


def _unit_above(
    cells: Mapping[str, Cell],
    above: Mapping[str, Cell],
    described: dict[str, Mapping[str, Cell]],
) -> Mapping[str, Cell]:
    """The cells that first described this line's unit: its own, if it is new."""
    name = cells.get("单位全称")
    if name is None or is_blank(name.value):
        return above
    own = {column: cells[column] for column in UNIT_COLUMNS & cells.keys()}
    return described.setdefault(plain(name.value), own)


def _fill(cell: Cell, above: Mapping[str, Cell], name: str) -> Cell:
    return above[name] if is_blank(cell.value) else cell


def _cells(sheet: Sheet, place: int, merges: "_Merges") -> dict[str, Cell]:
    return {
        name: _cell(sheet, place, column, merges if name in UNIT_COLUMNS else None)
        for name, column in sheet.columns.items()
    }


def _cell(sheet: Sheet, place: int, column: int, merges: "_Merges | None") -> Cell:
    source = merges.first_row(place, column) if merges else place
    # A range that reaches up into the header holds a header, not a value.
    source = source if source >= sheet.header_row else place
    return Cell(sheet.grid[source][column], source + 1)


class _Merges:
    """Looks up the row in which the content of a merged cell is stored."""

    def __init__(self, merged: Sequence[Merged]) -> None:
        self._by_column: dict[int, list[Merged]] = defaultdict(list)
        self._wide = {(m.top, m.left) for m in merged if m.right > m.left}
        for area in sorted(merged, key=lambda area: area.top):
            self._by_column[area.left].append(area)

    def first_row(self, place: int, column: int) -> int:
        areas = self._by_column[column]
        nearest = bisect_right(areas, place, key=lambda area: area.top) - 1
        inside = nearest >= 0 and areas[nearest].bottom >= place
        return areas[nearest].top if inside else place

    def is_wide(self, place: int, column: int) -> bool:
        return (place, column) in self._wide


def _is_blank_line(sheet: Sheet, place: int) -> bool:
    """Blank but perhaps for a number that was filled in beforehand."""
    row = sheet.grid[place]
    number = sheet.columns.get("序号")
    typed = [c for c, value in enumerate(row) if not is_blank(value)]
    return not typed or (typed == [number] and plain(row[typed[0]]).isdecimal())


def _is_not_a_post(sheet: Sheet, place: int, merges: _Merges) -> bool:
    row = sheet.grid[place]
    typed = [column for column, value in enumerate(row) if not is_blank(value)]
    first = plain(row[typed[0]])
    return (
        (_TOTAL.search(first) is not None and not _typed(sheet, place, "岗位名称"))
        or (len(typed) <= _FOOTER_CELLS and _FOOTER.search(first) is not None)
        or (len(typed) == 1 and merges.is_wide(place, typed[0]))
        or typed == [sheet.columns.get("序号")]
        or all(column_named(row[column]) for column in typed)
    )


def _typed(sheet: Sheet, place: int, name: str) -> bool:
    column = sheet.columns.get(name)
    return column is not None and not is_blank(sheet.grid[place][column])
