"""One cell: its text without accidents of typing, and the refusal of a bad one."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeVar

from .vocabulary import labels

T = TypeVar("T")

# Signs people type for "nothing here".
_NOTHING = frozenset({"-", "--", "—", "——", "－", "/", "／", "\\"})
_QUOTES = str.maketrans("", "", "\"'“”‘’「」")
_NUMERALS = str.maketrans("一二两三四五六七八九", "1223456789")


class BadCell(Exception):
    """One cell cannot be accepted; the message tells the reporter what to do."""


def text(value: object) -> str:
    """What the cell shows, line by line, without invisible characters."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    shown = _visible(str(value))
    return "" if shown in _NOTHING else shown


def plain(value: object) -> str:
    """The text for comparing: half-width, no spaces, no quotation marks."""
    narrow = unicodedata.normalize("NFKC", text(value))
    return re.sub(r"\s", "", narrow).translate(_QUOTES)


def digits(value: object) -> str:
    """Like plain, with single Chinese numerals turned into figures."""
    bare = re.sub(
        r"(?<![一二三四五六七八九])十(?![一二三四五六七八九])", "10", plain(value)
    )
    return bare.translate(_NUMERALS)


def is_blank(value: object) -> bool:
    return not text(value)


def one_line(value: object, *, longest: int) -> str:
    """Free text as it may be stored and later exported again."""
    shown = " ".join(text(value).split())
    refuse_formula(shown)
    refuse_long(shown, longest)
    return shown


def required(value: object, *, longest: int) -> str:
    if is_blank(value):
        raise BadCell("这一格是空的，请填写。")
    return one_line(value, longest=longest)


def refuse_formula(shown: str) -> None:
    if shown.startswith(("=", "+", "-", "@")):
        raise BadCell(
            "文字不能以 =、+、-、@ 开头（会被当作公式），请去掉开头的符号，直接写内容。"
        )


def refuse_long(shown: str, longest: int) -> None:
    if len(shown) > longest:
        raise BadCell(f"最多 {longest} 个字，现在有 {len(shown)} 个，请写短一些。")


def chosen(value: object, spellings: Mapping[str, T]) -> T:
    """The code behind one of the accepted spellings."""
    word = plain(value)
    if not word:
        raise BadCell(f"这一格是空的，请从{_options(spellings)}里选一个。")
    if word not in spellings:
        raise BadCell(f"“{short(word)}”不在可选范围，请改为{_options(spellings)}之一。")
    return spellings[word]


def _options(spellings: Mapping[str, object]) -> str:
    return "、".join(labels(spellings))


def short(word: str) -> str:
    return word if len(word) <= 20 else f"{word[:20]}…"


def _visible(raw: str) -> str:
    # Control and format characters: NUL cannot be stored, others can hide text.
    if raw.isprintable():
        return raw.strip()
    raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        c for c in raw if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf"}
    )
    return "\n".join(line.strip() for line in kept.split("\n")).strip()
