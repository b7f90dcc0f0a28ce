"""The columns of the post collection sheet (R1), and the names offices give them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .cells import plain


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    of_unit: bool = False


STARTS_ON = "开始日期"
ENDS_ON = "结束日期"
SPAN = "起止日期"

COLUMNS: Sequence[Column] = (
    Column("序号", ("编号",)),
    Column(
        "单位全称",
        ("单位名称", "单位", "实践单位", "用人单位", "接收单位"),
        required=True,
        of_unit=True,
    ),
    Column("单位类别", ("单位性质", "单位类型", "性质"), required=True, of_unit=True),
    Column(
        "统一社会信用代码",
        ("社会信用代码", "信用代码", "统一信用代码", "单位信用代码"),
        required=True,
        of_unit=True,
    ),
    Column(
        "所在县区",
        ("县区", "所在县", "县", "所属县区", "区县", "所在区县", "属地", "县市区"),
        required=True,
        of_unit=True,
    ),
    Column(
        "乡镇街道",
        ("乡镇", "街道", "所在乡镇街道", "所在乡镇", "所在街道", "街道乡镇"),
        required=True,
        of_unit=True,
    ),
    Column("详细地址", ("地址", "单位地址", "办公地址"), of_unit=True),
    Column("联系人", ("单位联系人", "联系人姓名", "姓名"), required=True, of_unit=True),
    Column("职务", ("联系人职务", "职务职称"), of_unit=True),
    Column(
        "联系电话",
        ("电话", "手机", "手机号", "手机号码", "联系方式", "联系人电话", "电话号码"),
        required=True,
        of_unit=True,
    ),
    Column("岗位名称", ("岗位", "实践岗位", "职位名称", "职位"), required=True),
    Column("岗位类别", ("岗位类型", "实践类别"), required=True),
    Column(
        "需求人数",
        ("人数", "需求数", "招募人数", "招聘人数", "需求", "岗位数"),
        required=True,
    ),
    Column(
        "主要任务",
        ("工作任务", "主要工作", "岗位职责", "工作内容", "主要工作内容", "任务"),
        required=True,
    ),
    Column("设岗理由", ("需求理由", "设岗原因", "岗位需求理由"), required=True),
    Column("学历要求", ("学历", "最低学历")),
    Column("专业要求", ("专业", "需求专业", "所需专业")),
    Column("技能要求", ("技能", "其他要求", "特长要求")),
    Column(SPAN, ("起止时间", "实践时间", "实践起止时间", "实践日期", "实践起止日期")),
    Column(STARTS_ON, ("开始时间", "起始日期", "起始时间", "上岗日期")),
    Column(ENDS_ON, ("结束时间", "截止日期", "终止日期", "离岗日期")),
    Column(
        "每周工作时间",
        ("工作时间", "每周工时", "周工作时间", "作息时间"),
        required=True,
    ),
    Column("带教导师", ("导师", "指导老师", "带教老师", "指导教师", "带教人")),
    Column("午餐", ("午餐保障", "提供午餐", "是否提供午餐", "就餐")),
    Column("住宿", ("住宿保障", "提供住宿", "是否提供住宿")),
    Column("补贴(元/月,出资方)", ("补助", "补贴标准", "实践补贴", "岗位补贴")),
    Column("风险提示", ("风险", "安全风险", "安全风险提示")),
    Column(
        "是否接收未满18周岁",
        ("接收未满18周岁", "未满18周岁", "是否接收未成年人", "是否接收未满18岁"),
    ),
    Column("备注", ("备注说明",)),
)

TEMPLATE_COLUMNS = tuple(
    column for column in COLUMNS if column.name not in {STARTS_ON, ENDS_ON}
)
UNIT_COLUMNS = frozenset(column.name for column in COLUMNS if column.of_unit)
ORDER = {column.name: place for place, column in enumerate(COLUMNS)}


def header_key(header: object) -> str:
    """A header without what offices add to it: spaces, breaks, marks, brackets."""
    bare = re.sub(r"\([^()]*\)", "", plain(header))
    return re.sub(r"[*:、/,]|必填|选填", "", bare)


def column_named(header: object) -> str | None:
    return _BY_KEY.get(header_key(header))


def missing_columns(present: Sequence[str]) -> list[str]:
    missing = [c.name for c in COLUMNS if c.required and c.name not in present]
    if SPAN not in present and not {STARTS_ON, ENDS_ON} <= set(present):
        missing.append(SPAN)
    return sorted(missing, key=ORDER.__getitem__)


_BY_KEY = {
    header_key(name): column.name
    for column in COLUMNS
    for name in (column.name, *column.aliases)
}
