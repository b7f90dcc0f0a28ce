"""What the selection desk shows of one run: posts, students, one explanation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import Http404, QueryDict

from placements.models import (
    Grade,
    Leftover,
    Post,
    PostResult,
    SelectionResult,
    SelectionRun,
)

POSTS_SHOWN, STUDENTS_SHOWN = 300, 100
EMPTY, PLACED, UNPLACED = "EMPTY", "PLACED", "UNPLACED"
POST_FILTERS = {
    "": "争抢最多",
    EMPTY: "空岗",
    Leftover.NOT_LISTED: Leftover.NOT_LISTED.label,
    Leftover.NOT_GRADED: Leftover.NOT_GRADED.label,
    Leftover.NOT_SUITABLE: Leftover.NOT_SUITABLE.label,
    Leftover.WENT_ELSEWHERE: Leftover.WENT_ELSEWHERE.label,
}
STUDENT_FILTERS = {
    "": "填报这个岗位的",
    PLACED: "录用的",
    UNPLACED: "未录用的",
    Leftover.FULL: Leftover.FULL.label,
    Leftover.NOT_GRADED: Leftover.NOT_GRADED.label,
    Leftover.NOT_SUITABLE: Leftover.NOT_SUITABLE.label,
    Leftover.NO_WISH: Leftover.NO_WISH.label,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is selected on the desk; all of it lives in the address."""

    post: int | None = None
    student: int | None = None
    posts: str = ""
    left: str = ""
    q: str = ""
    p: int = 1
    s: int = 1
    round: int | None = None

    @classmethod
    def of(cls, asked: QueryDict) -> Self:
        """404 for what no link of the desk says."""
        posts, left = asked.get("posts", ""), asked.get("left", "")
        if posts not in POST_FILTERS or left not in STUDENT_FILTERS:
            raise Http404
        return cls(
            post=_number(asked, "post"),
            student=_number(asked, "student"),
            posts=posts,
            left=left,
            q=asked.get("q", "").strip()[:40],
            p=_number(asked, "p") or 1,
            s=_number(asked, "s") or 1,
            round=_number(asked, "round"),
        )

    def url(self, **changes) -> str:
        """The same page with something else selected."""
        chosen = replace(self, **changes)
        said = {name: getattr(chosen, name) for name in self.__slots__}
        if chosen.p == 1:
            del said["p"]
        if chosen.s == 1:
            del said["s"]
        return "?" + urlencode({name: value for name, value in said.items() if value})


def _number(asked: QueryDict, name: str) -> int | None:
    value = asked.get(name, "")
    if not value:
        return None
    if not value.isascii() or not value.isdecimal() or len(value) > 18:
        raise Http404
    return int(value)


@dataclass(slots=True)
class Row:
    """One row of a column; every word is ready to be shown.

    Its address ends in the heading of the next column, which on a phone lies below.
    """

    pk: int
    url: str
    title: str
    sub: str
    facts: Sequence[str]
    demand: str = ""
    tone: str = ""
    mark: str = ""
    current: bool = False


@dataclass(slots=True)
class Column:
    rows: list[Row] = field(default_factory=list)
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Line:
    """One wish in the explanation of a student."""

    rank: int
    title: str
    unit: str
    text: str
    is_got: bool


def post_column(run: SelectionRun, choice: Choice) -> Column:
    rows = PostResult.objects.filter(run=run)
    if choice.posts == EMPTY:
        rows = rows.exclude(leftover=Leftover.NONE)
    elif choice.posts:
        rows = rows.filter(leftover=choice.posts)
    found, before, after = _page(
        rows.order_by("-listed", "post_id", "id").values_list(
            "post_id",
            "post__title",
            "post__unit__name",
            "filled",
            "seats",
            "listed",
            "leftover",
            "cutoff_grade",
            "cutoff_number",
        ),
        choice.p,
        POSTS_SHOWN,
    )
    return Column(
        [_post_row(choice, *row) for row in found],
        choice.url(p=choice.p - 1, post=None, student=None) if before else "",
        choice.url(p=choice.p + 1, post=None, student=None) if after else "",
    )


def _post_row(
    choice: Choice,
    pk: int,
    title: str,
    unit: str,
    filled: int,
    seats: int,
    listed: int,
    leftover: str,
    grade: str,
    number: int | None,
) -> Row:
    said = [f"{listed} 人填报"] if listed else []
    if leftover:
        said.append(str(Leftover(leftover).label))
    elif grade:
        said.append(f"录用线 {grade} 档 {number} 号")
    return Row(
        pk=pk,
        url=choice.url(post=pk, student=None, left="", q="", s=1) + "#students",
        title=title,
        sub=unit,
        facts=["，".join(said)],
        demand=f"{filled}/{seats}",
        current=pk == choice.post,
    )


def student_column(run: SelectionRun, choice: Choice) -> Column:
    """The applicants of the post, or the students of a filter or a name."""
    rows: QuerySet = SelectionResult.objects.filter(run=run)
    make: Callable[..., Row] = _student_row
    names = [
        "application_id",
        "application__student__name",
        "application__student__student_profile__university__name",
        "post_id",
        "rank",
        "leftover",
        "lottery_number",
    ]
    if choice.left or choice.q:
        rows = _filtered(rows, choice).order_by("lottery_number", "id")
    else:
        rows = _applicants(rows, run, choice.post)
        names += ["application__preferences__rank", "application__preferences__grade"]
        make = _applicant_row
    found, before, after = _page(rows.values_list(*names), choice.s, STUDENTS_SHOWN)
    return Column(
        [make(choice, *row) for row in found],
        choice.url(s=choice.s - 1, student=None) if before else "",
        choice.url(s=choice.s + 1, student=None) if after else "",
    )


def _filtered(rows: QuerySet, choice: Choice) -> QuerySet:
    if choice.left == PLACED:
        rows = rows.filter(post__isnull=False)
    elif choice.left == UNPLACED:
        rows = rows.filter(post=None)
    elif choice.left:
        rows = rows.filter(leftover=choice.left)
    if choice.q:
        rows = rows.filter(
            Q(application__student__name__icontains=choice.q)
            | Q(application__number__iexact=choice.q)
        )
    return rows


def _applicants(rows: QuerySet, run: SelectionRun, post: int | None) -> QuerySet:
    """Who was taken, then in the order in which the post would take the others."""
    order = {Grade.A: 1, Grade.B: 2, Grade.C: 3, Grade.NONE: 4, Grade.DECLINED: 5}
    tier = Case(
        When(post=post, then=Value(0)),
        *(
            When(application__preferences__grade=grade, then=Value(place))
            for grade, place in order.items()
        ),
        output_field=IntegerField(),
    )
    return rows.filter(
        application__preferences__post=post,
        application__preferences__rank__isnull=False,
        application__preferences__round_no=run.round.round_no,
    ).order_by(tier, "lottery_number", "id")


def _student_row(
    choice: Choice,
    pk: int,
    name: str,
    university: str | None,
    post: int | None,
    rank: int | None,
    leftover: str,
    number: int,
) -> Row:
    mark = f"第 {rank} 志愿录用" if post else str(Leftover(leftover).label)
    return Row(
        pk=pk,
        url=choice.url(student=pk) + "#why",
        title=name,
        sub=university or "",
        facts=[f"抽签 {number}"],
        tone="ok" if post else "",
        mark=mark,
        current=pk == choice.student,
    )


def _applicant_row(
    choice: Choice,
    pk: int,
    name: str,
    university: str | None,
    post: int | None,
    rank: int | None,
    leftover: str,
    number: int,
    wished: int,
    grade: str,
) -> Row:
    tone, mark = _fate(post == choice.post, rank, grade)
    return Row(
        pk=pk,
        url=choice.url(student=pk) + "#why",
        title=name,
        sub=university or "",
        facts=[f"第 {wished} 志愿", f"评价 {Grade(grade).label}", f"抽签 {number}"],
        tone=tone,
        mark=mark,
        current=pk == choice.student,
    )


def _fate(is_here: bool, rank: int | None, grade: str) -> tuple[str, str]:
    """What became of one applicant of a post: tone and words of the badge."""
    if is_here:
        return "ok", "录用"
    if rank is not None:
        return "info", f"去了第 {rank} 志愿"
    if grade == Grade.NONE:
        return "danger", str(Leftover.NOT_GRADED.label)
    if grade == Grade.DECLINED:
        return "", str(Grade.DECLINED.label)
    return "", str(Leftover.FULL.label)


def explanation(result: SelectionResult) -> list[Line]:
    """The stored sentences of one student, with the names of the posts."""
    posts = Post.objects.select_related("unit").in_bulk(
        [reason["post"] for reason in result.reasons]
    )
    return [
        Line(
            rank=rank,
            title=posts[reason["post"]].title,
            unit=posts[reason["post"]].unit.name,
            text=reason["text"].removeprefix("录用。"),
            is_got=reason["post"] == result.post_id,
        )
        for rank, reason in enumerate(result.reasons, start=1)
    ]


def _page(rows: QuerySet, page: int, size: int) -> tuple[list, bool, bool]:
    """The rows of a page, and whether there are any before and after; no count."""
    start = (page - 1) * size
    found = list(rows[start : start + size + 1])
    return found[:size], page > 1, len(found) > size
