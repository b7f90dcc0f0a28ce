"""The parts of a review queue: chips by state, a page of rows, the rows chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, QueryDict

from accounts.roles import territory_of
from directory.instances import columns, instances
from directory.models import Committee, Division
from directory.statements import Statement
from placements.checks import Finding
from placements.counting import BoundedCount, BoundedPaginator, shown
from placements.stages import stage_context
from placements.views.numbers import whole_number
from placements.views.staff.pages import PER_PAGE


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is narrowed to, besides its state."""

    committee: int | None = None
    q: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        return cls(
            whole_number(request.GET.get("committee", "")),
            request.GET.get("q", "").strip()[:40],
        )

    def apply(self, rows: QuerySet, *fields: str) -> QuerySet:
        """The rows of that committee in which one of the fields contains the words."""
        if self.committee is not None:
            rows = rows.filter(managing_committee=self.committee)
        if self.q:
            rows = rows.filter(any_contains(fields, self.q))
        return rows


def any_contains(fields: Sequence[str], words: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": words})
    return found


@dataclass(frozen=True, slots=True)
class Tab:
    """One chip: its rows, in which order, and how they are counted.

    A tab that is dear to count is counted only while it is open.
    """

    code: str
    label: str
    rows: QuerySet
    order: tuple[str, ...] = ("submitted_at", "id")
    counted: Any = None
    is_dear: bool = False
    framed: str = ""  # the number of the frame that is this one too

    @property
    def number(self) -> str:
        return self.framed or self.code

    @property
    def count_expression(self) -> Any:
        return self.counted or BoundedCount(self.rows)


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str
    count: str | None
    current: bool


@dataclass(slots=True)
class QueueRow:
    """One row of a queue; every word is ready to be shown."""

    pk: int
    url: str
    title: str
    sub: str
    place: str
    findings: Sequence[Finding]
    waited: str
    can_act: bool
    picked: bool = False


@dataclass(slots=True)
class Queue:
    """A list with its chips, as ``placements/staff/queue.html`` draws it."""

    tab: Tab
    chips: Sequence[Chip]
    page: Page
    count: int
    narrowing: Narrowing
    frame: dict

    @property
    def shown_count(self) -> str:
        return shown(self.count)


def read_queue(
    request: HttpRequest,
    stage: str,
    tabs: Sequence[Tab],
    *,
    narrowing: Narrowing,
    with_row: Callable[[QuerySet], QuerySet],
) -> Queue:
    """Two statements: the numbers (the frame's too), and the rows of this page."""
    tab = chosen_tab(request, tabs)
    own = [each for each in tabs if not each.framed]
    to_count = [each for each in own if each is tab or not each.is_dear]
    frame = stage_context(
        request, stage, **{each.code: each.count_expression for each in to_count}
    )
    counts = frame["counts"]
    rows = with_row(tab.rows).order_by(*tab.order)
    page = BoundedPaginator(rows, PER_PAGE, counts[tab.number]).get_page(
        request.GET.get("page")
    )
    chips = [_chip(each, tab, counts.get(each.number), narrowing) for each in tabs]
    return Queue(tab, chips, page, counts[tab.number], narrowing, frame)


def chosen_tab(request: HttpRequest, tabs: Sequence[Tab]) -> Tab:
    """The one in the address, or the first; 404 for one that does not exist."""
    code = request.GET.get("state") or tabs[0].code
    for tab in tabs:
        if tab.code == code:
            return tab
    raise Http404


def _chip(tab: Tab, current: Tab, count: int | None, narrowing: Narrowing) -> Chip:
    """A chip keeps what the list is narrowed to, and forgets the page."""
    address = QueryDict(mutable=True)
    address["state"] = tab.code
    if narrowing.committee is not None:
        address["committee"] = str(narrowing.committee)
    if narrowing.q:
        address["q"] = narrowing.q
    number = None if count is None else shown(count)
    return Chip(tab.label, f"?{address.urlencode()}", number, tab is current)


def territories(request: HttpRequest) -> list[Committee]:
    """What the select 属地 offers; nothing to who has only one."""
    return committees() if territory_of(request.user).reads_all else []


def committees() -> list[Committee]:
    """All of them, with their divisions: a handful."""
    found = []
    for row in COMMITTEES.rows():
        committee, division = instances((Committee, Division), row)
        committee.division = division
        found.append(committee)
    return found


COMMITTEES = Statement(
    lambda: Committee.objects.order_by("division_id").values_list(
        *columns(Committee), *(f"division__{name}" for name in columns(Division))
    )
)


def place_name(committee: Committee) -> str:
    """市直, 城区, 平定县: ``committee`` needs its division loaded."""
    return "市直" if committee.is_city else committee.division.short_name


def chosen_keys(request: HttpRequest) -> list[int]:
    """The row named in the address, or else the rows ticked in the list.

    What is no number was not ticked there.
    """
    values = request.GET.getlist("row") or request.POST.getlist("row")
    numbers = [whole_number(value) for value in values]
    return [number for number in numbers if number is not None][:PER_PAGE]
