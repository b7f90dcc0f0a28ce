"""What a checked workbook would change: its rows beside what the database holds.

Reads only. Objects of a plan carry the new values already, and nothing is saved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.models import User
from accounts.roles import territory_of
from placements.import_lookup import Known
from placements.imports import CellError, PostRow
from placements.imports.cells import plain
from placements.models import (
    Hazard,
    HostUnit,
    Place,
    Post,
    PostCategory,
    Season,
)
from placements.states import PostState, UnitState

# Field → (before, after).
Changes = dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class UnitPlan:
    """A unit of the workbook; ``unit`` has no key yet when it is new."""

    row: PostRow
    unit: HostUnit
    changes: Changes = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.unit.pk is None

    @property
    def is_unapproved(self) -> bool:
        return self.unit.state != UnitState.APPROVED

    @property
    def is_update(self) -> bool:
        return not self.is_new and (bool(self.changes) or self.is_unapproved)


@dataclass(slots=True)
class PostPlan:
    """A row of the workbook; ``post`` has no key yet when it is new."""

    row: PostRow
    post: Post
    changes: Changes = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.post.pk is None

    @property
    def is_unpublished(self) -> bool:
        return self.post.state not in (PostState.PUBLISHED, PostState.CLOSED)

    @property
    def is_update(self) -> bool:
        return not self.is_new and (bool(self.changes) or self.is_unpublished)


def label_of(thing: HostUnit | Post, name: str) -> str:
    """What people call a changed field, as in the column of the sheet."""
    return str(_field(thing, name).verbose_name)


def _field(thing: HostUnit | Post, name: str) -> Any:
    return thing._meta.get_field(name)


def describe_changes(
    thing: HostUnit | Post, changes: Changes, townships: Mapping[str, str]
) -> list[tuple]:
    """Each change as (label, before, after), in words; townships are code → name."""

    def in_words(name: str, value: Any) -> str:
        if name == "township_id":
            return townships.get(value, value)
        return _in_words(thing, name, value)

    return [
        (label_of(thing, name), in_words(name, old), in_words(name, new))
        for name, (old, new) in changes.items()
    ]


def _in_words(thing: HostUnit | Post, name: str, value: Any) -> str:
    if name == "tasks":
        return "；".join(f"{task['task']}（{task['deliverable']}）" for task in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    field = _field(thing, name)
    labels = dict(getattr(field, "base_field", field).flatchoices)
    values = value if isinstance(value, list) else [value]
    return "、".join(str(labels.get(one, one)) for one in values)


@dataclass(slots=True)
class Plan:
    units: list[UnitPlan] = field(default_factory=list)
    posts: list[PostPlan] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)


def plan_rows(
    rows: Sequence[PostRow],
    known: Known,
    season: Season,
    *,
    by: User | None,
    span_column: str,
) -> Plan:
    """``span_column`` is where the sheet says when a post ends."""
    planning = _Planning(known, season, by, span_column)
    by_unit: dict[str, list[PostRow]] = {}
    for row in rows:
        by_unit.setdefault(plain(row.unit_name), []).append(row)
    for key, its_rows in by_unit.items():
        planning.add_unit(key, its_rows)
    return planning.plan


class _Planning:
    def __init__(
        self, known: Known, season: Season, by: User | None, span_column: str
    ) -> None:
        self.plan = Plan()
        self._known = known
        self._season = season
        self._by = by
        self._span_column = span_column
        self._codes: dict[str, int] = {}

    def add_unit(self, key: str, rows: Sequence[PostRow]) -> None:
        first = rows[0]
        unit = self._known.units.get(key)
        faults = list(self._unit_faults(first, unit))
        if faults:
            # What is wrong with a unit is said once, where it first stands.
            self.plan.errors += [CellError(first.row, *fault) for fault in faults]
            return
        old_township = unit.township_id if unit else None
        planned = self._plan_unit(first, unit)
        self.plan.units.append(planned)
        for row in rows:
            self._add_post(row, planned.unit, old_township)

    def _unit_faults(self, row: PostRow, unit: HostUnit | None):
        committee = self._known.committees[row.district]
        if self._by and not territory_of(self._by).can_act_for(committee.pk):
            yield "所在县区", f"归{committee.short_name}管，你不能导入，请删去这些行。"
        elif unit and unit.managing_committee_id != committee.pk:
            yield "所在县区", "这家单位登记在别的团委名下，请核对县区或单位全称。"
        if self._is_own(row, unit):
            yield "单位全称", "你是这家单位的联系人，请同事来导入它的岗位。"
        elif unit and unit.state == UnitState.SUSPENDED:
            yield "单位全称", "这家单位已暂停参加，先恢复再导入。"
        elif unit and self._is_strangers(row, unit):
            yield (
                "单位全称",
                "有人自己登记了这家单位，还没审核过。先核对、通过，再导入。",
            )
        if fault := self._code_fault(row, unit):
            yield "统一社会信用代码", fault

    def _is_own(self, row: PostRow, unit: HostUnit | None) -> bool:
        if self._by is None:
            return False
        if unit and unit.pk in self._known.own_units:
            return True
        return row.contact_phone == self._by.phone

    def _is_strangers(self, row: PostRow, unit: HostUnit) -> bool:
        """Whoever registers a name first must not be approved by the sheet of another
        person, and speak for the unit from then on."""
        return self._known.heads.get(unit.pk, row.contact_phone) != row.contact_phone

    def _code_fault(self, row: PostRow, unit: HostUnit | None) -> str:
        if not row.uscc:
            return ""
        first = self._codes.setdefault(row.uscc, row.row)
        if first != row.row:
            return f"和第 {first} 行的单位代码相同，请照证书改正其中一处。"
        owner = self._known.owners.get(row.uscc)
        if owner and (unit is None or owner.pk != unit.pk):
            return f"这个代码已登记为“{owner.name}”，请核对单位全称或代码。"
        if unit is None or unit.pk in self._known.later_units:
            return ""
        if unit.credit_code not in ("", row.uscc):
            return f"和登记的代码（{unit.credit_code}）不同，请核对。"
        return ""

    def _plan_unit(self, row: PostRow, unit: HostUnit | None) -> UnitPlan:
        described = _described_unit(row)
        if unit is None:
            committee = self._known.committees[row.district]
            new = HostUnit(
                name=row.unit_name,
                managing_committee=committee,
                state=UnitState.APPROVED,
                **described,
            )
            return UnitPlan(row, new)
        if unit.pk in self._known.later_units:
            return UnitPlan(row, unit)  # an old sheet does not undo a newer record
        # A cell left empty says nothing; it does not erase what the unit wrote.
        told = {name: value for name, value in described.items() if value != ""}
        return UnitPlan(row, unit, _take_over(unit, told))

    def _add_post(self, row: PostRow, unit: HostUnit, old_township: str | None) -> None:
        post = unit.pk and self._known.posts.get((unit.pk, plain(row.title)))
        if not post:
            self.plan.posts.append(PostPlan(row, self._new_post(row, unit)))
            return
        described = _described_post(row)
        if post.township_id == old_township:
            described["township_id"] = row.township
        post.unit = unit
        planned = PostPlan(row, post, _take_over(post, described))
        fault = self._post_fault(planned)
        if fault:
            self.plan.errors.append(CellError(row.row, *fault))
        else:
            self.plan.posts.append(planned)

    def _new_post(self, row: PostRow, unit: HostUnit) -> Post:
        is_cloud = row.category == PostCategory.CLOUD
        return Post(
            season=self._season,
            unit=unit,
            managing_committee_id=unit.managing_committee_id,
            township_id=row.township,
            title=row.title,
            place=Place.CLOUD if is_cloud else Place.ONSITE,
            state=PostState.PUBLISHED,
            **_described_post(row),
        )

    def _post_fault(self, planned: PostPlan) -> tuple[str, str] | None:
        post, changes = planned.post, planned.changes
        if post.state == PostState.CANCELLED:
            return "岗位名称", "这个岗位已取消，不会自动恢复：删去这一行，或换个名称。"
        if post.state == PostState.CLOSED and changes:
            return "岗位名称", "这个岗位已结束，不能再改，请照原样写或删去这一行。"
        taken = self._known.taken.get(post.pk, 0)
        if post.headcount < taken:
            return "需求人数", f"已经录用 {taken} 人，需求人数不能少于 {taken}。"
        if "headcount" in changes and self._known.lists_are_locked:
            return "需求人数", "名单已锁定，正在选岗，等结果发布后再改人数。"
        if taken and changes.keys() & {"starts_on", "ends_on"}:
            return self._span_column, f"已经录用 {taken} 人，起止日期不能这样改。"
        return None


def _take_over(thing: Any, described: Mapping[str, Any]) -> Changes:
    """Put the described values on the object; returns what that changes."""
    changes = {
        name: (getattr(thing, name), value)
        for name, value in described.items()
        if getattr(thing, name) != value
    }
    for name, (_, value) in changes.items():
        setattr(thing, name, value)
    return changes


def _described_unit(row: PostRow) -> dict[str, Any]:
    return {
        "kind": row.unit_kind,
        "credit_code": row.uscc,
        "township_id": row.township,
        "address": row.address,
        "contact_name": row.contact_name,
        "contact_title": row.contact_title,
        "contact_phone": row.contact_phone,
    }


def _described_post(row: PostRow) -> dict[str, Any]:
    return {
        "category": row.category,
        "headcount": row.headcount,
        "tasks": [
            {"task": task.task, "deliverable": task.deliverable} for task in row.tasks
        ],
        "need_reason": row.need_reason,
        "education": row.education_min,
        "majors": list(row.majors),
        "skills": row.skills,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "days_per_week": row.days_per_week,
        "hours_per_day": _to_tenths(row.hours_per_day),
        "schedule": row.schedule_text,
        "lunch": row.lunch,
        "has_lodging": row.lodging,
        "allowance": row.allowance_amount or 0,
        "allowance_payer": row.allowance_payer,
        "hazards": [code for code in row.hazards if code in Hazard.values],
        "takes_minors": row.minors_ok,
        # Somebody must look after the student; offices often leave the column out.
        "mentor_name": row.mentor_name or row.contact_name,
        "note": row.note,
    }


def _to_tenths(hours: Decimal) -> Decimal:
    tenth = Decimal("0.1")
    return max(tenth, hours.quantize(tenth, ROUND_HALF_UP))
