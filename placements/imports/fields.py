"""One function for each column: what may stand in its cell, and what it means."""

import re
from collections.abc import Mapping
from typing import Any

from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import ValidationError

from . import vocabulary
from .cells import (
    BadCell,
    chosen,
    digits,
    is_blank,
    one_line,
    plain,
    refuse_formula,
    refuse_long,
    required,
    short,
    text,
)

MAX_HEADCOUNT = 20
MAX_TITLE = 40
MAX_MAJOR = 20


def unit_name(value: object) -> str:
    return required(value, longest=60)


def address(value: object) -> str:
    return one_line(value, longest=100)


def person(value: object) -> str:
    return required(value, longest=30)


def title(value: object) -> str:
    return required(value, longest=MAX_TITLE)


def need_reason(value: object) -> str:
    return required(value, longest=300)


def short_text(value: object) -> str:
    return one_line(value, longest=30)


def skills(value: object) -> str:
    return one_line(value, longest=100)


def note(value: object) -> str:
    return one_line(value, longest=200)


def uscc(value: object, kind: str | None) -> str:
    code = re.sub(r"[-—]", "", plain(value)).upper()
    if code in {"", "无", "暂无", "没有"}:
        if kind is None or kind in vocabulary.KINDS_WITHOUT_CREDIT_CODE:
            return ""
        raise BadCell("请填写 18 位统一社会信用代码（村、社区、青年之家可以不填）。")
    if _has_lost_digits(value, code):
        raise BadCell(
            "代码被存成了数字，末尾几位已经丢失："
            "请先把这一格设为“文本”格式，再照证书重新填写 18 位代码。"
        )
    if len(code) != 18:
        raise BadCell(f"代码应为 18 位，现在是 {len(code)} 位，请照证书改正。")
    try:
        return stdnum_uscc.validate(code)
    except ValidationError:
        raise BadCell("代码的校验位不对，请照证书逐位核对。") from None


def phone(value: object) -> str:
    if is_blank(value):
        raise BadCell("请填写 11 位手机号。")
    number = re.sub(r"[-—()]", "", plain(value))
    number = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", number)
    if re.fullmatch(r"1[3-9]\d{9}", number, re.ASCII):
        return number
    if _is_scientific(number):
        raise BadCell("号码被存成了科学计数，请设为“文本”格式后重新填写 11 位手机号。")
    raise BadCell("请填一个 11 位手机号（1 开头，不要填座机或几个号码）。")


def _has_lost_digits(value: object, code: str) -> bool:
    # A spreadsheet number keeps 15 digits; the last three became zeros.
    return isinstance(value, int | float) or _is_scientific(code)


def _is_scientific(written: str) -> bool:
    return re.fullmatch(r"\d(\.\d+)?E\+?\d+", written.upper()) is not None


def headcount(value: object) -> int:
    written = digits(value)
    found = re.fullmatch(r"(-?\d{1,6})[人名个位]?", written)
    if found is None:
        raise BadCell("请写一个整数，如 2。")
    headcount = int(found[1])
    if headcount < 1:
        raise BadCell("需求人数至少为 1；不需要人的岗位请删去这一行。")
    if headcount > MAX_HEADCOUNT:
        raise BadCell(f"一个岗位最多 {MAX_HEADCOUNT} 人，请改正或拆成几个岗位。")
    return headcount


def education(value: object) -> str:
    word = re.sub(r"学历|学位", "", plain(value))
    return chosen(word or "不限", vocabulary.EDUCATION)


def majors(value: object) -> tuple[str, ...]:
    """Wanted majors; nothing when 不限 stands anywhere among them."""
    shown = one_line(value, longest=200)
    names = [_major(name) for name in re.split(r"[、，,/／;；\s]+", shown)]
    if any("不限" in name for name in names) or names in ([""], ["无"]):
        return ()
    for name in names:
        refuse_long(name, MAX_MAJOR)
    return tuple(dict.fromkeys(filter(None, names)))


def _major(name: str) -> str:
    return (
        re.sub(r"(等)?(相关)?(专业)?(优先)?$", "", name) if name != "专业不限" else name
    )


def chosen_or(value: object, spellings: Mapping[str, Any], default: Any) -> Any:
    return default if is_blank(value) else chosen(value, spellings)


def allowance(value: object) -> tuple[int | None, str]:
    """Amount a month and who pays it, as in 500，团市委."""
    refuse_formula(text(value))
    written = plain(value)
    if written in {"", "无", "否", "没有", "0"}:
        return None, ""
    found = re.fullmatch(
        r"(\d{1,5})(?:\.0+)?元?(?:/|每|一个)?(?:人)?/?月?[,、;:]?\(?([^()\d]*)\)?",
        written,
    )
    if found is None:
        raise BadCell("请写成“500，团市委”的样子：每月金额，出资方；没有就写“无”。")
    refuse_long(found[2], 30)
    return int(found[1]), found[2]


def hazards(value: object) -> tuple[str, ...]:
    if is_blank(value):
        return ("NONE",)
    words = re.split(r"[、，,/／;；\s]+", text(value))
    codes = {chosen(word, vocabulary.HAZARDS): None for word in words if word}
    if len(codes) > 1 and "NONE" in codes:
        raise BadCell(f"“{short(plain(value))}”又写了“无”又写了风险，请改正。")
    return tuple(codes)
