"""The words of a letter: a template's blanks filled in, then never changed again."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from placements.letters.canonical import canonical_json, sha256_hex

MAX_CLAUSE = 60
# Void in law (Civil Code, art. 506) or not ours to ask: no template may say it.
FORBIDDEN = re.compile(
    "后果自负|责任自负|风险自担|概不负责|自行承担一切|放弃追究|放弃索赔"
    "|(?<!不)(?:缴纳|交纳|收取|缴|交|收)(?:押金|保证金|服装费|培训费)"
)

_BLANK = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


class LetterError(ValueError):
    """The letter cannot be drawn up; the message is in Chinese, for the staff."""


class UnknownBlank(LetterError):
    """The template asks for something no letter knows."""

    def __init__(self, blank: str) -> None:
        self.blank = blank
        super().__init__(f"模板里有不认识的空格：{{{blank}}}。")


class MissingFact(LetterError):
    """The template asks for something this placement does not have yet."""

    def __init__(self, blank: str) -> None:
        self.blank = blank
        super().__init__(f"承诺书还缺：{BLANKS[blank]}。")


class BadTemplate(LetterError):
    """A template that may not be published."""


BLANKS: Mapping[str, str] = {
    "number": "编号",
    "student": "学生姓名",
    "university": "学校",
    "starts_on": "开始日期",
    "ends_on": "结束日期",
    "unit": "接收单位",
    "post": "岗位",
    "mentor": "导师",
    "guardian": "监护人",
    "committee": "管理的团委",
}


@dataclass(frozen=True, slots=True)
class TemplateBody:
    """One version of a template, as it is stored.

    ``{blank}`` is filled in; ``[…]`` is left out when a blank inside it is empty.
    """

    title: str
    opening: str
    clauses: tuple[str, ...]
    closing: str
    issuer: str
    version: int
    minor_clauses: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        return json.loads(self.canonical())

    @classmethod
    def from_dict(cls, stored: Mapping) -> "TemplateBody":
        clauses = {
            key: tuple(stored.get(key, ())) for key in ("clauses", "minor_clauses")
        }
        return cls(**{**stored, **clauses})

    def canonical(self) -> str:
        return canonical_json(asdict(self))

    @property
    def sha256(self) -> str:
        return sha256_hex(self.canonical())


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """What is known of a placement when its letter is drawn up."""

    number: str
    student: str
    university: str
    starts_on: date
    ends_on: date
    unit: str
    post: str
    committee: str
    mentor: str = ""
    guardian: str = ""
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of the opening: printed words, or a blank filled in (underlined)."""

    text: str
    is_fill: bool = False


@dataclass(frozen=True, slots=True)
class LetterText:
    """What is signed, word for word. A signature is bound to ``sha256``."""

    number: str
    title: str
    opening: tuple[Run, ...]
    clauses: tuple[str, ...]
    closing: str
    issuer: str
    version: int

    def as_dict(self) -> dict[str, object]:
        return json.loads(self.canonical())

    @classmethod
    def from_dict(cls, stored: Mapping) -> "LetterText":
        opening = tuple(Run(**run) for run in stored["opening"])
        clauses = tuple(stored["clauses"])
        return cls(**{**stored, "opening": opening, "clauses": clauses})

    def canonical(self) -> str:
        """The one way to write this letter down; the hash is taken of it."""
        return canonical_json(asdict(self))

    @property
    def sha256(self) -> str:
        return sha256_hex(self.canonical())

    @property
    def fingerprint(self) -> str:
        """The first twelve digits of ``sha256``, as people compare them."""
        return " ".join(self.sha256[at : at + 4] for at in (0, 4, 8))

    @property
    def opening_text(self) -> str:
        return "".join(run.text for run in self.opening)

    @property
    def words(self) -> str:
        """Every character that will be printed of it."""
        words = (self.number, self.title, self.opening_text, *self.clauses)
        return "".join((*words, self.closing, self.issuer, self.sha256))


def render_letter(template: TemplateBody, facts: LetterFacts) -> LetterText:
    """Fill in the blanks; refuses a blank nobody knows and a fact that is missing."""
    fills = _fills(facts)
    clauses = template.clauses + (template.minor_clauses if facts.is_minor else ())
    return LetterText(
        number=_fact("number", fills),
        title=template.title,
        opening=tuple(_runs(template.opening, fills)),
        clauses=tuple(_flat(clause, fills) for clause in clauses),
        closing=_flat(template.closing, fills),
        issuer=template.issuer,
        version=template.version,
    )


def check_template(template: TemplateBody) -> None:
    """Refuse to publish what a student should not be asked to sign."""
    if not template.title or not template.opening or not template.clauses:
        raise BadTemplate("模板要有标题、开头和至少一条。")
    clauses = template.clauses + template.minor_clauses
    for number, clause in enumerate(clauses, start=1):
        if not clause.strip() or len(clause) > MAX_CLAUSE:
            raise BadTemplate(f"第{number}条要有内容，最多{MAX_CLAUSE}个字。")
    whole = "".join((template.opening, *clauses, template.closing))
    if phrase := FORBIDDEN.search(whole):
        raise BadTemplate(f"承诺书不能写“{phrase[0]}”。")
    for blank in _BLANK.findall(whole):
        _require_known(blank)
    if set(_OPTIONAL.sub("", _BLANK.sub("", whole))) & set("{}[]"):
        raise BadTemplate("括号不成对：空格写成 {post}，可省的部分写成 […]。")


def chinese_date(day: date, *, with_year: bool = True) -> str:
    short = f"{day.month}月{day.day}日"
    return f"{day.year}年{short}" if with_year else short


def _fills(facts: LetterFacts) -> dict[str, str]:
    same_year = facts.starts_on.year == facts.ends_on.year
    words = {name: getattr(facts, name) for name in BLANKS}
    words["starts_on"] = chinese_date(facts.starts_on)
    words["ends_on"] = chinese_date(facts.ends_on, with_year=not same_year)
    return words


def _runs(pattern: str, fills: Mapping[str, str]) -> Iterator[Run]:
    pieces = _BLANK.split(_without_empty_options(pattern, fills))
    for at, piece in enumerate(pieces):
        if at % 2:
            yield Run(_fact(piece, fills), is_fill=True)
        elif piece:
            yield Run(piece)


def _flat(pattern: str, fills: Mapping[str, str]) -> str:
    return "".join(run.text for run in _runs(pattern, fills))


def _without_empty_options(pattern: str, fills: Mapping[str, str]) -> str:
    def keep_or_drop(option: re.Match[str]) -> str:
        blanks = _BLANK.findall(option[1])
        for blank in blanks:
            _require_known(blank)
        return option[1] if all(fills[blank] for blank in blanks) else ""

    return _OPTIONAL.sub(keep_or_drop, pattern)


def _fact(blank: str, fills: Mapping[str, str]) -> str:
    _require_known(blank)
    if not fills[blank].strip():
        raise MissingFact(blank)
    return fills[blank]


def _require_known(blank: str) -> None:
    if blank not in BLANKS:
        raise UnknownBlank(blank)
