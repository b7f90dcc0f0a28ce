from datetime import date, datetime
from decimal import Decimal

import pytest

from placements.imports import vocabulary
from placements.imports.tasks import Task

from .sheets import good, only_fault, only_row, parse_rows

LOST_CODE = 121403000227581540


@pytest.mark.parametrize(
    "written",
    [
        "199 0000 1234",
        "199-0000-1234",
        "+86 19900001234",
        "１９９００００１２３４",
        19900001234,
    ],
)
def test_a_phone_is_read_in_every_usual_way(written):
    assert only_row(联系电话=written).contact_phone == "19900001234"


@pytest.mark.parametrize(
    "written",
    ["0353-12345", "", "1990000123", "12900001234", "19900001234/19900001235"],
)
def test_a_phone_that_is_no_mobile_number_is_refused(written):
    assert "手机号" in only_fault("联系电话", written)


def test_a_phone_that_lost_its_digits_is_refused_with_a_hint():
    assert "文本" in only_fault("联系电话", "1.99E+10")


@pytest.mark.parametrize("written", [2, "2人", "2 名", "２", "两人", "2个"])
def test_a_headcount_is_read_in_every_usual_way(written):
    assert only_row(需求人数=written).headcount == 2


@pytest.mark.parametrize(
    "written", ["若干", "", 2.5, "1-2人", "约3人", datetime(2021, 7, 2, 8)]
)
def test_a_headcount_that_is_no_whole_number_is_refused(written):
    assert "整数" in only_fault("需求人数", written)


@pytest.mark.parametrize("written", [0, "0人", -1])
def test_a_headcount_below_one_is_refused(written):
    assert "至少" in only_fault("需求人数", written)


def test_a_headcount_above_twenty_is_refused():
    assert only_row(需求人数=20).headcount == 20
    assert "最多 20 人" in only_fault("需求人数", 21)


@pytest.mark.parametrize("column", ["单位全称", "联系人", "岗位名称", "设岗理由"])
def test_a_text_that_must_be_there_is_asked_for(column):
    assert "请填写" in only_fault(column, " \n")


@pytest.mark.parametrize(
    "column", ["岗位名称", "设岗理由", "详细地址", "备注", "主要任务"]
)
@pytest.mark.parametrize("sign", "=+-@")
def test_text_that_a_spreadsheet_would_run_is_refused(column, sign):
    assert "公式" in only_fault(column, f'{sign}HYPERLINK("http://x","点我")')


def test_an_allowance_that_a_spreadsheet_would_run_is_refused():
    assert "公式" in only_fault("补贴(元/月,出资方)", "=500+300")


def test_a_title_has_forty_characters_at_most():
    assert only_row(岗位名称="长" * 40).title == "长" * 40
    assert "最多 40 个字" in only_fault("岗位名称", "长" * 41)


def test_invisible_characters_and_needless_breaks_are_dropped():
    assert only_row(岗位名称="\u200b数字档案\n助理\u202e ").title == "数字档案 助理"


def test_a_lone_dash_means_nothing():
    assert only_row(技能要求="—", 备注="/").skills == ""


@pytest.mark.parametrize(
    ("column", "field", "spellings"),
    [
        ("岗位类别", "category", vocabulary.CATEGORIES),
        ("学历要求", "education_min", vocabulary.EDUCATION),
        ("午餐", "lunch", vocabulary.LUNCH),
        ("住宿", "lodging", vocabulary.LODGING),
        ("是否接收未满18周岁", "minors_ok", vocabulary.MINORS),
        ("单位类别", "unit_kind", vocabulary.UNIT_KINDS),
    ],
)
def test_every_spelling_gives_its_code(column, field, spellings):
    rows = [
        good(**{column: word, "岗位名称": f"岗位{n}", "单位全称": f"单位{n}"})
        for n, word in enumerate(spellings)
    ]

    parsed = parse_rows(*rows)

    assert [getattr(row, field) for row in parsed.rows] == list(spellings.values())


@pytest.mark.parametrize("ticked", [True, False])
def test_a_ticked_cell_is_a_yes_or_no(ticked):
    assert only_row(是否接收未满18周岁=ticked).minors_ok is ticked


def test_quotation_marks_in_a_category_do_not_matter():
    assert only_row(岗位类别="网络“云实践”").category == "CLOUD"


@pytest.mark.parametrize(
    "column",
    [
        "岗位类别",
        "单位类别",
        "学历要求",
        "午餐",
        "住宿",
        "风险提示",
        "是否接收未满18周岁",
    ],
)
def test_an_unknown_word_is_refused_with_the_choices(column):
    assert "请改为" in only_fault(column, "打杂")


@pytest.mark.parametrize("column", ["岗位类别", "单位类别"])
def test_a_category_and_a_kind_must_be_chosen(column):
    assert "里选一个" in only_fault(column, "")


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("户外高温、需外出", ("OUTDOOR_HEAT", "TRAVEL")),
        ("机械/涉密", ("MACHINERY", "CONFIDENTIAL")),
        ("无", ("NONE",)),
        ("", ("NONE",)),
    ],
)
def test_several_risks_may_be_named(written, codes):
    assert only_row(风险提示=written).hazards == codes


def test_a_risk_beside_none_is_refused():
    assert "请改正" in only_fault("风险提示", "无、机械")


@pytest.mark.parametrize(
    ("written", "majors"),
    [
        ("中文、新闻/行政管理", ("中文", "新闻", "行政管理")),
        ("会计专业，财管等相关专业", ("会计", "财管")),
        ("计算机;计算机", ("计算机",)),
        ("档案、历史、不限", ()),
        ("专业不限", ()),
        ("", ()),
    ],
)
def test_majors_are_a_list_and_nothing_when_unlimited(written, majors):
    assert only_row(专业要求=written).majors == majors


@pytest.mark.parametrize(
    ("written", "allowance"),
    [
        ("500，团市委", (500, "团市委")),
        ("800元/月，单位", (800, "单位")),
        ("每月600元", None),
        ("600元/月（县财政）", (600, "县财政")),
        (500, (500, "")),
        ("无", (None, "")),
    ],
)
def test_an_allowance_is_an_amount_and_who_pays(written, allowance):
    column = "补贴(元/月,出资方)"
    if allowance is None:
        assert "每月金额，出资方" in only_fault(column, written)
    else:
        row = only_row(**{column: written})
        assert (row.allowance_amount, row.allowance_payer) == allowance


@pytest.mark.parametrize(
    "written",
    [
        "2021.7.20—2021.8.31",
        "2021/07/20 至 2021/08/31",
        "2021-07-20~2021-08-31",
        "2021年7月20日至2021年8月31日",
        "7月20日-8月31日",
        "7.20-8.31",
        "20210720-20210831",
        "2021年7月20日－8月31日",
        "自2021-07-20起至2021-08-31止",
        "2021-07-20 2021-08-31",
        "2021-07-20-2021-08-31",
        "7月20日~8月31日（共43天）",
        "７月２０日至\n８月３１日",
    ],
)
def test_a_span_of_dates_is_read_in_every_usual_way(written):
    row = only_row(起止日期=written)

    assert (row.starts_on, row.ends_on) == (date(2021, 7, 20), date(2021, 8, 31))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "空的"),
        ("暑假期间", "看不出"),
        ("2021年7月20日", "看不出"),
        (date(2021, 7, 20), "看不出"),
        ("7月至8月", "看不出"),
        ("7月20日-8月31日左右", "看不出"),
        ("2021-07-20~2021-08-32", "没有“2021-08-32”这一天"),
        ("8月31日-7月16日", "早于"),
        ("7月16日-7月25日", "一共 10 天，不足 28 天"),
        ("2021-07-01~2021-09-01", "超过 62 天"),
        ("2020-07-20~2020-08-31", "不在 2021 年"),
    ],
)
def test_a_span_that_cannot_be_is_refused(written, why):
    assert why in only_fault("起止日期", written)


def test_the_shortest_and_the_longest_span_are_allowed():
    assert only_row(起止日期="7月1日-7月28日").ends_on == date(2021, 7, 28)
    assert only_row(起止日期="7月1日-8月31日").ends_on == date(2021, 8, 31)


def test_a_winter_span_may_cross_the_new_year():
    row = only_row(起止日期="2021年12月28日-2022年1月31日")

    assert row.ends_on == date(2022, 1, 31)


@pytest.mark.parametrize(
    ("written", "days", "hours"),
    [
        ("每周5天，每天6小时", 5, "6"),
        ("每周五天，每天七小时", 5, "7"),
        ("每周 4 天, 每日7.5小时", 4, "7.5"),
        ("周一至周五 8:30-17:30", 5, "8"),
        ("周一至周五8：30—17：30", 5, "8"),
        ("周一至五 8点半-12点，14点半-18点", 5, "7"),
        ("周一到周六 上午9:00-12:00 下午2:30-5:30", 6, "6"),
        ("工作日 9:00-12:00", 5, "3"),
        ("每周5天，每周40小时", 5, "8"),
        ("5天/周，6小时/天", 5, "6"),
    ],
)
def test_weekly_time_is_read_in_every_usual_way(written, days, hours):
    row = only_row(每周工作时间=written)

    assert (row.days_per_week, row.hours_per_day) == (days, Decimal(hours))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "空的"),
        ("按单位作息", "看不出"),
        ("每周5天", "看不出"),
        ("每天8小时", "看不出"),
        ("每周40小时", "看不出"),
        ("每周7天，每天12小时", "每天 12 小时、每周 84 小时"),
        ("每周6天，每天8小时", "每周 48 小时"),
        ("周一至周五 8:00-18:00", "每天 9 小时"),
        ("每周9天，每天2小时", "没有这么多天"),
    ],
)
def test_weekly_time_that_cannot_be_is_refused(written, why):
    assert why in only_fault("每周工作时间", written)


@pytest.mark.parametrize(
    ("written", "tasks"),
    [
        ("起草通知与简报；成果：简报4期", [("起草通知与简报", "简报4期")]),
        ("1.起草通知，成果：通知\n2.办会", [("起草通知", "通知"), ("办会", "")]),
        ("①拍摄；成果:视频2条 ②剪辑", [("拍摄", "视频2条"), ("剪辑", "")]),
        ("整理档案\n成果：目录1份", [("整理档案", "目录1份")]),
        ("1、接待 2、登记；成果：台账", [("接待", ""), ("登记", "台账")]),
        ("拍摄；成果：视频；剪辑；成果：成片", [("拍摄", "视频"), ("剪辑", "成片")]),
        ("写稿；成果：稿件2篇；图片10张", [("写稿", "稿件2篇；图片10张")]),
        ("走访3.5公里；成果：日志", [("走访3.5公里", "日志")]),
    ],
)
def test_tasks_are_told_apart_with_what_they_deliver(written, tasks):
    assert only_row(主要任务=written).tasks == tuple(Task(*task) for task in tasks)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "空的"),
        ("起草会议通知", "没有写成果"),
        ("成果：简报4期", "没有写任务"),
        ("起草；成果：简报\n成果：总结", "前面没有任务"),
        (f"{'长' * 201}；成果：简报", "最多 200 个字"),
    ],
)
def test_tasks_that_are_incomplete_are_refused(written, why):
    assert why in only_fault("主要任务", written)


@pytest.mark.parametrize("written", ["12140300022758154r", "1214 0300 0227 58154R"])
def test_a_credit_code_is_read_in_every_usual_way(written):
    assert only_row(统一社会信用代码=written).uscc == "12140300022758154R"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "请填写 18 位"),
        ("12140300022758154A", "校验位"),
        ("1214030002275815", "现在是 16 位"),
        (LOST_CODE, "末尾几位已经丢失"),
        ("1.2140300022758E+17", "文本"),
    ],
)
def test_a_credit_code_that_cannot_be_is_refused(written, why):
    assert why in only_fault("统一社会信用代码", written)


@pytest.mark.parametrize("kind", ["社区", "村", "青年之家"])
def test_villages_communities_and_youth_homes_need_no_credit_code(kind):
    assert only_row(单位类别=kind, 统一社会信用代码="无").uscc == ""


def test_a_village_with_a_wrong_credit_code_is_still_told():
    assert "校验位" in only_fault(
        "统一社会信用代码", "12140300022758154A", 单位类别="村"
    )


def test_every_fault_of_a_row_is_reported_in_the_order_of_the_columns():
    parsed = parse_rows(good(需求人数="若干", 联系电话="1", 岗位名称=""))

    assert [error.column for error in parsed.errors] == [
        "联系电话",
        "岗位名称",
        "需求人数",
    ]


def test_the_same_title_twice_in_one_unit_is_reported_on_the_later_row():
    parsed = parse_rows(good(), good(岗位名称=" 数字 档案助理"))

    assert [(e.row, e.column) for e in parsed.errors] == [(3, "岗位名称")]
    assert "第 2 行" in parsed.errors[0].message


def test_a_unit_described_in_two_ways_is_reported_on_the_later_row():
    parsed = parse_rows(
        good(), good(岗位名称="讲解员", 联系人="李四", 乡镇街道="冶西镇")
    )

    assert [(e.row, e.column) for e in parsed.errors] == [
        (3, "乡镇街道"),
        (3, "联系人"),
    ]
    assert "第 2 行" in parsed.errors[0].message
