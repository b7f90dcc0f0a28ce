import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from placements.imports import (
    UnreadableWorkbook,
    read_workbook,
    write_posts_workbook,
    write_template,
)
from placements.imports.columns import TEMPLATE_COLUMNS

from .sheets import GOOD, parse


def template() -> io.BytesIO:
    file = io.BytesIO()
    write_template(file, districts=["平定县", "盂县"], townships=["冠山镇", "秀水镇"])
    file.seek(0)
    return file


def written(*rows, title="示例岗位征集表") -> io.BytesIO:
    file = io.BytesIO()
    write_posts_workbook(file, rows, title)
    file.seek(0)
    return file


def part(file: io.BytesIO, name: str) -> str:
    with zipfile.ZipFile(file) as archive:
        return archive.read(name).decode()


def test_the_template_names_every_column_and_marks_the_required_ones():
    grid = CalamineWorkbook.from_filelike(template()).get_sheet_by_index(0).to_python()

    header = grid[2]
    assert [name.rstrip("*") for name in header] == [c.name for c in TEMPLATE_COLUMNS]
    assert {name for name in header if name.endswith("*")} >= {"单位全称*", "起止日期*"}
    assert "备注" in header


def test_the_untouched_template_is_recognised_and_holds_no_posts():
    with pytest.raises(UnreadableWorkbook, match="表头下面没有岗位"):
        read_workbook(template())


def test_the_template_has_a_code_sheet_and_freezes_its_header():
    book = CalamineWorkbook.from_filelike(template())
    codes = book.get_sheet_by_name("说明与代码表").to_python()

    assert book.sheet_names == ["岗位征集表", "说明与代码表"]
    assert {"市直", "平定县", "盂县"} <= {row[5] for row in codes}
    assert 'state="frozen"' in part(template(), "xl/worksheets/sheet1.xml")


def test_the_template_offers_lists_and_keeps_codes_and_phones_as_text():
    sheet = part(template(), "xl/worksheets/sheet1.xml")

    assert sheet.count('<dataValidation type="list"') == 9
    assert sheet.count('<dataValidation type="whole"') == 1
    assert 'numFmtId="49"' in part(template(), "xl/styles.xml")


def test_every_example_of_the_template_can_be_imported():
    codes = CalamineWorkbook.from_filelike(template()).get_sheet_by_name("说明与代码表")
    example = {row[0].rstrip("*"): row[2] for row in codes.to_python()[1:] if row[0]}

    parsed = parse(written(example))

    assert parsed.errors == ()
    assert len(parsed.rows) == 1


def test_a_written_workbook_reads_back_with_merged_units():
    village = GOOD | {"单位全称": "冠山镇示例村", "单位类别": "村", "职务": ""}
    file = written(
        GOOD, GOOD | {"岗位名称": "讲解员"}, village | {"统一社会信用代码": ""}
    )

    parsed = parse(file)

    assert parsed.errors == ()
    assert [(r.row, r.unit_name, r.title, r.uscc) for r in parsed.rows] == [
        (4, "示例县文化馆", "数字档案助理", "12140300022758154R"),
        (5, "示例县文化馆", "讲解员", "12140300022758154R"),
        (6, "冠山镇示例村", "数字档案助理", ""),
    ]
    assert len(read_workbook(file_again(file)).merged) == 2 + 9


def file_again(file: io.BytesIO) -> io.BytesIO:
    file.seek(0)
    return file


def test_nothing_written_becomes_a_formula_a_link_or_a_number():
    tricky = GOOD | {"备注": "=1+1", "单位全称": "=2+2", "设岗理由": "http://x.example"}

    sheet = part(
        written(tricky, tricky | {"岗位名称": "=3+3"}, title="=4+4"),
        "xl/worksheets/sheet1.xml",
    )

    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "<v>19900001234</v>" not in sheet
