import csv

from .sheets import DATA, parse


def test_the_2021_workbook_holds_129_units_and_290_posts_without_fault():
    parsed = parse(DATA / "post_collection_2021.xlsx")

    assert parsed.errors == ()
    assert (parsed.total, len(parsed.rows)) == (290, 290)
    assert len({row.unit_name for row in parsed.rows}) == 129
    assert sum(row.headcount for row in parsed.rows) == 290


def test_the_2021_workbook_gives_every_unit_its_own_credit_code_or_none():
    parsed = parse(DATA / "post_collection_2021.xlsx")

    codes = {row.unit_name: row.uscc for row in parsed.rows if row.uscc}
    without = {row.unit_kind for row in parsed.rows if not row.uscc}
    assert len(codes) == len(set(codes.values())) == 95
    assert without == {"COMMUNITY", "VILLAGE", "YOUTH_HOME"}


def test_the_faulty_workbook_has_exactly_the_listed_faults():
    parsed = parse(DATA / "post_collection_with_errors.xlsx")

    expected = DATA / "post_collection_with_errors.expected.csv"
    with expected.open(encoding="utf-8") as file:
        listed = [(int(row["row"]), row["column"]) for row in csv.DictReader(file)]
    assert [(error.row, error.column) for error in parsed.errors] == listed
    assert (parsed.total, len(parsed.rows)) == (30, 15)
