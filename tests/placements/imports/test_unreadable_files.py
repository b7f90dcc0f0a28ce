import io
import zipfile

import pytest

from placements.imports import UnreadableWorkbook, archive, read_workbook
from placements.imports import workbook as opening

from .sheets import DATA, HEADER, good, lines, workbook

SHEET = "xl/worksheets/sheet1.xml"


def refusal(file) -> str:
    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(file)
    message = str(refused.value)
    assert message.count("。") == 1
    return message


def packed(**changes: bytes) -> io.BytesIO:
    """A good workbook with some of its parts replaced."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(workbook(lines(good()))) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, changes.get(name, source.read(name)))
    file.seek(0)
    return file


def sheet_of(rows: bytes) -> io.BytesIO:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>'
    return packed(**{SHEET: part % (space, rows)})


def test_a_path_and_an_open_file_are_both_read(tmp_path):
    path = tmp_path / "岗位.xlsx"
    path.write_bytes(workbook(lines(good())).getvalue())

    with path.open("rb") as file:
        assert read_workbook(file) == read_workbook(path) == read_workbook(str(path))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "找不到" in refusal(tmp_path / "没有.xlsx")


def test_an_empty_file_is_refused():
    assert "空的" in refusal(io.BytesIO())


def test_a_huge_file_is_refused_without_reading_all_of_it(tmp_path):
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    with path.open("rb") as file:
        assert "10 MB" in refusal(file)
        assert file.tell() == opening.MAX_BYTES + 1


def test_the_size_limit_is_exact(monkeypatch):
    file = workbook(lines(good()))
    size = len(file.getvalue())

    monkeypatch.setattr(opening, "MAX_BYTES", size)
    read_workbook(file)

    file.seek(0)
    monkeypatch.setattr(opening, "MAX_BYTES", size - 1)
    assert "文件超过" in refusal(file)


def test_an_encrypted_file_is_refused():
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    directory = "EncryptedPackage".encode("utf-16-le")

    assert "密码" in refusal(io.BytesIO(ole + directory.ljust(512, b"\0")))


def test_a_file_of_the_old_format_is_refused_with_the_way_out():
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    directory = "Workbook".encode("utf-16-le")

    assert "另存为 .xlsx" in refusal(io.BytesIO(ole + directory))


@pytest.mark.parametrize(
    "content", [b"<html><table><tr><td>1</td></tr></table></html>", b"a,b,c\n1,2,3\n"]
)
def test_another_format_renamed_is_refused(content):
    assert "不是 Excel" in refusal(io.BytesIO(content))


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_truncated_file_is_refused(kept):
    whole = (DATA / "post_collection_2021.xlsx").read_bytes()

    assert "损坏" in refusal(io.BytesIO(whole[: int(len(whole) * kept)]))


def test_a_zip_of_other_things_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        target.writestr("readme.txt", "not a workbook")
    file.seek(0)

    assert "损坏" in refusal(file)


@pytest.mark.parametrize(
    "part", [b"<worksheet", b"", b'<?xml version="1.0" encoding="UTF-99"?><a/>']
)
def test_a_malformed_sheet_is_refused(part):
    assert "损坏" in refusal(packed(**{SHEET: part}))


def test_a_sheet_under_a_name_that_was_not_looked_at_is_refused():
    rels = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(workbook(lines(good()))) as source:
        moved = source.read(rels).replace(b"worksheets/sheet1.xml", b"media/a.png")
        sheet = source.read(SHEET)
    file = packed(**{rels: moved})
    with zipfile.ZipFile(file, "a") as target:
        target.writestr("xl/media/a.png", sheet)
    file.seek(0)

    assert "损坏" in refusal(file)


def test_a_file_that_unpacks_to_far_more_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED", 100_000)

    assert "展开后太大" in refusal(sheet_of(b" " * 100_000))


def test_a_file_of_very_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_PARTS", 3)

    assert "展开后太大" in refusal(workbook(lines(good())))


def test_a_part_that_understates_its_size_is_refused():
    data = bytearray(packed().getvalue())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")

    assert "损坏" in refusal(io.BytesIO(data))


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="XFD1"><v>1</v></c></row>',
        b"<row r='1'><c r='&#65;99999999999'><v>1</v></c></row>",
        b"<row>" + b"<c><v>1</v></c>" * 201 + b"</row>",
        b"<row/>" * 20_001,
    ],
)
def test_a_cell_very_far_out_is_refused(rows):
    assert "展开后太大" in refusal(sheet_of(rows))


def test_one_long_text_used_in_very_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_SHARED_TEXT", 10_000)
    table = lines(*(good(备注="长" * 300, 序号=str(n)) for n in range(5)))

    assert "展开后太大" in refusal(workbook(table))


def test_a_workbook_without_a_header_is_refused():
    assert "没有找到表头" in refusal(workbook([["姓名", "电话"], ["张三", "1"]]))
    assert "没有找到表头" in refusal(workbook([]))


def test_a_header_with_nothing_below_is_refused():
    assert "没有岗位" in refusal(workbook([HEADER, ["1"]]))


def test_two_filled_sheets_are_refused():
    message = refusal(workbook(lines(good()), lines(good())))

    assert "“Sheet1”“Sheet2”" in message
