from datetime import date, datetime

import pytest

from .sheets import GOOD, HEADER, good, lines, parse, parse_rows, workbook

UNIT_PLACES = range(HEADER.index("单位全称"), HEADER.index("联系电话") + 1)
POST_ONLY = {
    name: value
    for name, value in GOOD.items()
    if HEADER.index(name) > HEADER.index("联系电话")
}


def post_only(**changes):
    return POST_ONLY | changes


def titles(parsed):
    assert parsed.errors == ()
    return [(row.row, row.unit_name, row.title) for row in parsed.rows]


def test_title_and_note_rows_may_stand_above_the_header():
    table = [["岗位征集表"], ["填报说明：联系电话请填手机号"], [], *lines(good())]

    assert titles(parse(workbook(table))) == [(5, "示例县文化馆", "数字档案助理")]


def test_header_names_may_hold_spaces_breaks_stars_and_brackets():
    header = {
        "单位全称": "单位 全称*",
        "联系电话": "联系电话\n（手机）",
        "主要任务": "＊主要\n任务",
        "起止日期": "起止 日期（必填）",
        "需求人数": "需求人数(人)：",
    }
    table = lines(good())
    table[0] = [header.get(name, name) for name in table[0]]

    assert len(parse(workbook(table)).rows) == 1


def test_other_common_names_of_columns_are_known():
    other = {"单位全称": "单位名称", "所在县区": "县(市、区)", "联系电话": "联系方式"}
    table = lines(good())
    table[0] = [other.get(name, name) for name in table[0]]

    assert len(parse(workbook(table)).rows) == 1


def test_columns_may_come_in_any_order_with_others_between_them():
    header = [*reversed(HEADER), "是否党员单位"]

    parsed = parse(workbook(lines(good(是否党员单位="是"), header=header)))

    assert titles(parsed) == [(2, "示例县文化馆", "数字档案助理")]


def test_of_two_columns_with_one_name_the_first_counts():
    header = [*HEADER, "联系电话"]
    table = lines(good(), header=header)
    table[1][-1] = "0353-12345"

    assert parse(workbook(table)).rows[0].contact_phone == "19900001234"


def test_a_header_of_two_rows_is_read_as_one():
    header = [name if name not in {"午餐", "住宿"} else "" for name in HEADER]
    below = [name if name in {"午餐", "住宿"} else "" for name in HEADER]
    header[HEADER.index("午餐")] = "保障条件"
    row = lines(good(午餐="补贴", 住宿="有"))[1]

    parsed = parse(workbook([header, below, row]))

    assert titles(parsed) == [(3, "示例县文化馆", "数字档案助理")]
    assert (parsed.rows[0].lunch, parsed.rows[0].lodging) == ("SUBSIDY", True)


def test_a_group_line_above_the_header_does_not_hide_it():
    group = ["单位信息" if name == "单位全称" else "" for name in HEADER]
    group[HEADER.index("备注")] = "备注"
    header, row = lines(good(备注="说明"))
    header[HEADER.index("备注")] = ""

    parsed = parse(workbook([group, header, row]))

    assert parsed.rows[0].note == "说明"


def test_another_sheet_may_come_first():
    parsed = parse(workbook([["说明"], ["请看第二张表"]], lines(good())))

    assert titles(parsed) == [(2, "示例县文化馆", "数字档案助理")]


def test_merged_unit_cells_are_filled_down():
    table = lines(good(), post_only(岗位名称="讲解员"), post_only(岗位名称="采编"))
    merged = [(1, place, 3, place) for place in UNIT_PLACES]

    assert titles(parse(workbook(table, merged=merged))) == [
        (2, "示例县文化馆", "数字档案助理"),
        (3, "示例县文化馆", "讲解员"),
        (4, "示例县文化馆", "采编"),
    ]


def test_a_line_below_a_named_unit_belongs_to_it():
    parsed = parse_rows(good(), post_only(岗位名称="讲解员"))

    assert [row.contact_phone for row in parsed.rows] == ["19900001234"] * 2


def test_a_unit_named_again_need_not_be_described_again():
    village = good(单位全称="冠山镇示例村", 单位类别="村", 统一社会信用代码="")
    again = post_only(单位全称="示例县文化馆", 岗位名称="讲解员")

    parsed = parse_rows(good(), village, again)

    code = GOOD["统一社会信用代码"]
    assert [row.uscc for row in parsed.rows] == [code, "", code]


def test_a_blank_cell_of_a_named_unit_stays_blank():
    village = good(
        单位全称="冠山镇示例村", 单位类别="农村（村）", 统一社会信用代码="", 职务=""
    )

    parsed = parse_rows(good(), village)

    assert (parsed.rows[1].uscc, parsed.rows[1].contact_title) == ("", "")


def test_one_district_may_be_merged_over_several_units():
    table = lines(
        good(), good(单位全称="示例县图书馆", 统一社会信用代码="12140300695381312A")
    )
    place = HEADER.index("所在县区")
    table[2][place] = ""

    parsed = parse(workbook(table, merged=[(1, place, 2, place)]))

    assert [row.district for row in parsed.rows] == ["140321", "140321"]


def test_post_columns_are_never_filled_down():
    table = lines(good(), post_only(岗位名称="讲解员", 设岗理由=""))
    place = HEADER.index("设岗理由")

    parsed = parse(workbook(table, merged=[(1, place, 2, place)]))

    assert [(e.row, e.column) for e in parsed.errors] == [(3, "设岗理由")]


def test_a_fault_in_a_merged_cell_is_reported_once_where_it_stands():
    table = lines(good(联系电话="0353-12345"), post_only(岗位名称="讲解员"))
    merged = [(1, place, 2, place) for place in UNIT_PLACES]

    parsed = parse(workbook(table, merged=merged))

    assert [(e.row, e.column) for e in parsed.errors] == [(2, "联系电话")]
    assert (parsed.total, parsed.rows) == (2, ())


def test_blank_lines_are_passed_over_with_or_without_a_number():
    parsed = parse_rows(good(), {}, {"序号": 3}, post_only(岗位名称="讲解员"))

    assert [row.row for row in parsed.rows] == [2, 5]


@pytest.mark.parametrize("name", ["小计", "合 计", "总计：", "平定县小计"])
def test_total_lines_are_passed_over(name):
    parsed = parse_rows(good(), {"序号": name, "需求人数": 2})

    assert [row.row for row in parsed.rows] == [2]


def test_nothing_is_filled_down_over_a_total_line():
    parsed = parse_rows(good(), {"序号": "小计"}, post_only(岗位名称="讲解员"))

    assert {error.row for error in parsed.errors} == {4}
    assert "单位全称" in {error.column for error in parsed.errors}


@pytest.mark.parametrize(
    "footer",
    [
        {"序号": "单位负责人签字：          （盖章）"},
        {"序号": "负责人（签字）：", "岗位名称": "填报人：李四", "午餐": "2021年6月"},
        {"单位全称": "填表人：李四"},
        {"单位全称": "（盖章）"},
        {"序号": "注：一个岗位一行"},
        {"序号": "此表一式两份"},
    ],
)
def test_signature_and_note_lines_are_passed_over(footer):
    parsed = parse_rows(good(), footer)

    assert parsed.errors == ()
    assert parsed.total == 1


def test_a_section_line_across_the_sheet_is_passed_over():
    table = [*lines(good()), ["", "二、县直单位"]]

    parsed = parse(workbook(table, merged=[(2, 1, 2, 9)]))

    assert parsed.errors == ()
    assert parsed.total == 1


def test_a_header_printed_again_is_passed_over():
    parsed = parse(workbook([*lines(good()), HEADER]))

    assert parsed.errors == ()
    assert parsed.total == 1


@pytest.mark.parametrize("first", [date(2021, 7, 20), datetime(2021, 7, 20, 8)])
def test_two_date_columns_do_for_one(first):
    header = [name for name in HEADER if name != "起止日期"] + ["开始日期", "结束日期"]
    row = good(开始日期=first, 结束日期="2021.8.31")

    parsed = parse(workbook(lines(row, header=header)))

    assert [(r.starts_on, r.ends_on) for r in parsed.rows] == [
        (date(2021, 7, 20), date(2021, 8, 31))
    ]


def test_a_fault_in_two_date_columns_names_the_column():
    header = [name for name in HEADER if name != "起止日期"] + ["开始日期", "结束日期"]
    unreadable = good(开始日期="暑假", 结束日期=date(2021, 8, 31))
    too_early = good(
        岗位名称="讲解员", 开始日期=date(2021, 8, 1), 结束日期=date(2021, 7, 1)
    )

    parsed = parse(workbook(lines(unreadable, too_early, header=header)))

    assert [(e.row, e.column) for e in parsed.errors] == [
        (2, "开始日期"),
        (3, "结束日期"),
    ]


def test_missing_columns_are_named_in_one_fault():
    header = [name for name in HEADER if name not in {"设岗理由", "起止日期"}]

    parsed = parse(workbook([["标题"], *lines(good(), header=header)]))

    assert [(e.row, e.column) for e in parsed.errors] == [(2, "表头")]
    assert "设岗理由、起止日期" in parsed.errors[0].message
    assert parsed.rows == ()


def test_columns_that_may_stay_empty_may_be_missing():
    parsed = parse(workbook(lines(good(), header=list(GOOD))))

    row = parsed.rows[0]
    assert (row.education_min, row.majors, row.hazards) == ("ANY", (), ("NONE",))
    assert (row.lunch, row.lodging, row.minors_ok) == ("NONE", False, False)
    assert (row.allowance_amount, row.allowance_payer) == (None, "")
