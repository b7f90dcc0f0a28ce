"""Invented people. Names are drawn from common characters; an ID number carries the
order code 000, which is not issued, so it belongs to nobody."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
)
GIVEN_F = "欣怡雨桐静若曦晓晨佳思雅文慧琪玥婷萱瑶颖涵悦宁婕菲蕊诗彤梓"
GIVEN_M = "浩然子轩宇航志远博文嘉明俊杰泽凯鹏飞晨阳一鸣天佑建国伟东磊睿"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def invent_name(random: Random, gender: str) -> str:
    given = GIVEN_F if gender == "F" else GIVEN_M
    return random.choice(SURNAMES) + "".join(
        random.sample(given, random.choice((1, 2, 2)))
    )


def invent_names(random: Random, genders: list[str]) -> list[str]:
    """One name a person, no two alike, so that nobody in the demo is mixed up."""
    seen: set[str] = set()
    return [_unused(random, gender, seen) for gender in genders]


def _unused(random: Random, gender: str, seen: set[str]) -> str:
    name = invent_name(random, gender)
    while name in seen:
        name = invent_name(random, gender)
    seen.add(name)
    return name


def id_number(county: str, born: date) -> str:
    """Well-formed by GB 11643-1999, with the order code nobody has."""
    body = f"{county}{born:%Y%m%d}000"
    total = sum(
        int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)
    )
    return body + CHECKS[total % 11]


def birthdays(random: Random, first: date, last: date) -> Iterator[date]:
    """Days between the two, none twice: they tell the ID numbers apart."""
    days = list(range((last - first).days + 1))
    random.shuffle(days)
    for offset in days:
        yield first + timedelta(days=offset)
