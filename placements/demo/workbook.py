"""The demo's own post collection workbook: 129 units, 290 posts, this season's dates.

Units, posts and their majors come from ``placements/data``; what offices fill in beside
them is invented here, so the importer reads a file as untidy as a real one.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from placements.demo import HOST, SEED
from placements.demo.calendar import START_SPREAD
from placements.demo.people import invent_name
from placements.imports import CITY_DIRECT, write_posts_workbook
from placements.models import KINDS_WITHOUT_CODE, PostCategory, UnitKind

DATA = Path(__file__).resolve().parent.parent / "data"
# Whose contact the demo's host account is: enough students want its posts to grade.
HOST_UNIT = "市民政局"
CODE_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CODE_HEADS = {
    UnitKind.PARTY_GOVERNMENT: "11",
    UnitKind.PUBLIC_INSTITUTION: "12",
    UnitKind.MASS_ORGANIZATION: "13",
    UnitKind.STATE_OWNED: "91",
    UnitKind.PRIVATE: "91",
}
CITY_TOWNSHIPS = ("桥头街道", "上站街道", "南山路街道", "平潭街街道", "义井镇")
WORK = {
    "文稿": ("起草会议通知与简报", "简报 4 期"),
    "统计": ("汇总核对统计报表", "月度数据表"),
    "档案": ("整理文书档案并编制目录", "档案目录 1 份"),
    "窗口": ("引导群众取号、填表，记录常见问题", "常见问题清单 1 份"),
    "信息化": ("整理自助机故障记录，写处理指引", "故障台账和三页指引"),
    "宣传": ("收集素材，编写宣传稿件", "稿件 6 篇"),
    "视频": ("拍摄剪辑短视频", "短视频 6 条"),
    "新媒体": ("运营公众号，策划选题", "推文 8 篇"),
    "托管": ("照看社区暑期托管班，辅导作业", "托管日志"),
    "辅导": ("给青少年辅导课业", "辅导记录"),
    "网格": ("随网格员走访，登记居民需求", "走访台账"),
    "社区": ("策划组织社区活动", "活动方案 2 份"),
    "美化": ("设计墙绘和指示牌", "设计稿 1 套"),
    "电商": ("整理农产品资料，上架网店", "商品详情页 10 个"),
    "测试": ("编写用例，测试小程序", "测试报告 1 份"),
}
OTHER_WORK = ("协助日常工作，完成导师交办的事项", "工作小结 1 份")
REASONS = (
    "假期办件量是平时的两倍，人手不够。",
    "积压的资料一直没有专人整理。",
    "想请年轻人出主意，把服务讲得更明白。",
    "活动集中，需要有专业基础的同学一起做。",
)
SKILLS = ("", "办公软件", "摄影剪辑", "普通话", "会写材料", "")
SCHEDULES = ("周一至周五 8:30-17:30", "每周5天，每天7小时", "每周5天，每天6小时")


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def townships_by_district() -> dict[str, tuple[str, ...]]:
    """District name → names of its townships, as the divisions' table has them."""
    from directory.models import Division

    found: dict[str, list[str]] = defaultdict(list)
    for township in Division.objects.townships().select_related("parent"):
        found[township.parent.short_name].append(township.name)
    return {district: tuple(names) for district, names in found.items()}


def credit_code(kind: str, number: int) -> str:
    """A well-formed unified credit code (GB 32100-2015) that belongs to nobody."""
    if UnitKind(kind) in KINDS_WITHOUT_CODE:
        return ""
    body = f"{CODE_HEADS[UnitKind(kind)]}140300{number:08d}X"
    total = sum(
        CODE_DIGITS.index(digit) * weight
        for digit, weight in zip(body, CODE_WEIGHTS, strict=True)
    )
    return body + CODE_DIGITS[-total % 31]


def rows(first_day: date) -> Iterator[dict[str, str]]:
    """One row a post, in the template's own columns."""
    random = Random(SEED)  # noqa: S311 - the same demo everywhere, nothing secret
    posts = defaultdict(list)
    for post in read("posts.csv"):
        posts[post["unit"]].append(post)
    for number, unit in enumerate(read("units.csv"), start=1):
        described = _unit(random, unit, number)
        for post in posts[unit["name"]]:
            yield described | _post(random, post, first_day)


def write(path: Path, first_day: date) -> None:
    title = "“青春兴晋”大学生“返家乡”社会实践岗位征集表（演示数据）"
    write_posts_workbook(path, list(rows(first_day)), title)


def _unit(random: Random, unit: dict[str, str], number: int) -> dict[str, str]:
    township = _township(random, unit)
    phone = HOST if unit["name"] == HOST_UNIT else f"199000020{number:02d}"
    if number >= 100 and unit["name"] != HOST_UNIT:
        phone = f"19900002{number:03d}"
    return {
        "单位全称": unit["name"],
        "单位类别": str(UnitKind(unit["kind"]).label),
        "统一社会信用代码": credit_code(unit["kind"], number),
        "所在县区": unit["district"],
        "乡镇街道": township,
        "详细地址": f"{township}示例路 {random.randint(1, 200)} 号",
        "联系人": invent_name(random, random.choice("FM")),
        "职务": random.choice(("办公室主任", "人事科科长", "团支部书记", "干事")),
        "联系电话": phone,
    }


def _township(random: Random, unit: dict[str, str]) -> str:
    if unit["district"] == CITY_DIRECT:
        return random.choice(CITY_TOWNSHIPS)
    there = townships_by_district()[unit["district"]]
    named = [name for name in there if name in unit["name"]]
    seats = {"平定县": "冠山镇", "盂县": "秀水镇", "郊区": "荫营镇"}
    if named:
        return named[0]
    seat = seats.get(unit["district"])
    return seat if seat and random.random() < 0.7 else random.choice(there)


def _post(random: Random, post: dict[str, str], first_day: date) -> dict[str, str]:
    starts = first_day + timedelta(days=random.randint(0, START_SPREAD))
    ends = starts + timedelta(days=random.randint(29, 56))
    task, deliverable = next(
        (work for word, work in WORK.items() if word in post["title"]), OTHER_WORK
    )
    payer = random.choice(("", "", "", "500，团市委", "800，单位"))
    return {
        "岗位名称": post["title"],
        "岗位类别": str(PostCategory(post["category"]).label),
        "需求人数": post["headcount"],
        "主要任务": f"{task}；成果：{deliverable}",
        "设岗理由": random.choice(REASONS),
        "学历要求": random.choice(("不限", "专科及以上", "专科及以上", "本科及以上")),
        "专业要求": post["majors"].replace("/", "、"),
        "技能要求": random.choice(SKILLS),
        "起止日期": _span(random, starts, ends),
        "每周工作时间": random.choice(SCHEDULES),
        "带教导师": invent_name(random, random.choice("FM")),
        "午餐": random.choice(("有", "有", "无", "补贴")),
        "住宿": random.choice(("无", "无", "无", "有")),
        "补贴(元/月,出资方)": payer,
        "风险提示": random.choice(("无", "无", "户外高温", "需外出")),
        "是否接收未满18周岁": random.choice("是否"),
        "备注": "",
    }


def _span(random: Random, starts: date, ends: date) -> str:
    """One of the ways in which offices write two dates."""
    return random.choice(
        (
            f"{starts:%Y-%m-%d}~{ends:%Y-%m-%d}",
            f"{starts:%Y/%m/%d} 至 {ends:%Y/%m/%d}",
            f"{starts.year}.{starts.month}.{starts.day}—{ends.year}.{ends.month}.{ends.day}",
            f"{starts.year}年{starts.month}月{starts.day}日至"
            f"{ends.year}年{ends.month}月{ends.day}日",
        )
    )
