import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from placements.models import HostUnit, Post
from tests.factories import SeasonFactory, UserFactory, city_staff, county_staff
from tests.placements.imports.sheets import DATA, good, lines, workbook

SAMPLE = str(DATA / "post_collection_2021.xlsx")
FAULTY = str(DATA / "post_collection_with_errors.xlsx")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def season():
    return SeasonFactory(code="2021-summer", year=2021)


@pytest.fixture
def one_row(tmp_path):
    path = tmp_path / "posts.xlsx"
    path.write_bytes(workbook(lines(good())).getvalue())
    return str(path)


def run(file, *options, season="2021-summer"):
    """What the command prints, and the status it ends with."""
    out = io.StringIO()
    try:
        call_command("import_posts", file, "--season", season, *options, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def refused(file, *options, season="2021-summer"):
    out = io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("import_posts", file, "--season", season, *options, stdout=out)
    return out.getvalue(), str(refusal.value), refusal.value.returncode


def test_a_check_says_what_would_come_and_writes_nothing():
    printed, status = run(SAMPLE)

    assert status == 0
    assert "还没有导入" in printed
    assert "新增岗位 290 个、单位 129 家" in printed
    assert not Post.objects.exists()


def test_commit_imports_the_2021_workbook():
    printed, status = run(SAMPLE, "--commit")

    assert status == 0
    assert printed.startswith("已导入")
    assert (HostUnit.objects.count(), Post.objects.count()) == (129, 290)
    assert set(Event.objects.values_list("actor", flat=True)) == {None}


def test_json_of_a_good_workbook_is_exactly_the_figures():
    printed, status = run(SAMPLE, "--json")

    assert json.loads(printed) == {"rows": 290, "good": 290, "errors": []}
    assert printed.count("\n") == 1
    assert status == 0


@pytest.mark.parametrize("options", [(), ("--commit",)])
def test_json_of_a_faulty_workbook_lists_exactly_the_faulty_cells(options):
    printed, status = run(FAULTY, "--json", *options)

    found = json.loads(printed)
    expected = DATA / "post_collection_with_errors.expected.csv"
    with expected.open(encoding="utf-8") as file:
        cells = [(int(row["row"]), row["column"]) for row in csv.DictReader(file)]
    assert (found["rows"], found["good"]) == (30, 15)
    assert [(error["row"], error["column"]) for error in found["errors"]] == cells
    assert {frozenset(error) for error in found["errors"]} == {
        frozenset({"row", "column", "message"})
    }
    assert status == 1
    assert not Post.objects.exists()


def test_faults_are_told_line_by_line_to_people():
    printed, status = run(FAULTY)

    assert printed.startswith("第 7 行 联系电话：")
    assert "30 行里 15 行没有问题，有 15 处要改。什么也没有导入。" in printed
    assert status == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04broken", "文件已损坏"),
        (b"x" * 50 * 1024 * 1024, "文件超过 10 MB"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "文件加了密码",
        ),
    ],
    ids=["empty", "damaged", "50 MB", "encrypted"],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(tmp_path, content, sentence):
    path = tmp_path / "posts.xlsx"
    path.write_bytes(content)

    printed, message, status = refused(str(path))
    assert (printed, status) == ("", 2)
    assert message.startswith(sentence)
    assert message.count("。") == 1

    printed, _, status = refused(str(path), "--json")
    assert json.loads(printed) == {
        "rows": 0,
        "good": 0,
        "errors": [{"row": 0, "column": "文件", "message": message}],
    }
    assert status == 2


def test_a_file_that_is_not_there_gets_one_sentence():
    _, message, status = refused("nowhere.xlsx")

    assert (message, status) == ("找不到这个文件或没有权限读取。", 2)


def test_an_unknown_season_is_named_with_the_known_ones(one_row):
    _, message, _ = refused(one_row, season="1999")

    assert message == "没有代码为 1999 的实践季。已有：2021-summer。"


def test_by_names_who_imports_and_keeps_to_their_district(one_row):
    city = city_staff()
    elsewhere = county_staff("团盂县委")

    assert run(one_row, "--commit", "--by", elsewhere.phone)[1] == 1
    assert not Post.objects.exists()
    assert run(one_row, "--commit", "--by", city.phone)[1] == 0
    assert set(Event.objects.values_list("actor", flat=True)) == {city.pk}


def test_by_must_be_somebody_who_may_import(one_row):
    nobody = UserFactory()

    assert "没有导入岗位的权限" in refused(one_row, "--by", nobody.phone)[1]
    assert "没有手机号" in refused(one_row, "--by", "19911111111")[1]
