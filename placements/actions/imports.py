"""Taking a workbook of units and posts into a season, whole or not at all.

What league staff import has been reviewed by them: its units are approved and its
posts published.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.core.files import File
from django.db import transaction

from accounts.models import User
from audit.models import record
from placements import policies
from placements.actions.import_writing import write_plan
from placements.chinese_dates import moment
from placements.exceptions import RuleViolation
from placements.import_lookup import look_up, name_places
from placements.import_plan import Plan, PostPlan, UnitPlan, describe_changes, plan_rows
from placements.imports import (
    CellError,
    ParsedWorkbook,
    parse_posts,
    read_workbook,
)
from placements.imports.columns import ENDS_ON, ORDER, SPAN
from placements.models import HostUnit, ImportBatch, Post, Season
from placements.models.post import PostQuerySet
from placements.models.unit import HostUnitQuerySet

Source = str | Path | BinaryIO
FIGURES = (
    "good",
    "created",
    "updated",
    "unchanged",
    "units_created",
    "units_updated",
)


@dataclass(frozen=True, slots=True)
class RowChange:
    """A post or unit that a row updates; ``changes`` are (label, before, after)."""

    row: int
    title: str
    of: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was found and what it makes; nothing is made while there are errors."""

    rows: int
    good: int
    errors: tuple[CellError, ...]
    created: int
    updated: int
    unchanged: int
    units_created: int
    units_updated: int
    changes: tuple[RowChange, ...]
    is_committed: bool


def check_workbook(source: Source, season: Season, *, by: User | None) -> ImportReport:
    """Read the workbook and say what an import would do. Changes nothing.

    Raises UnreadableWorkbook for a file that is no workbook of posts.
    """
    _require_may_import(by)
    read = _read(source, season)
    plan = _plan(read, season, by, HostUnit.objects.all(), Post.objects.all())
    return _report(read, plan, is_committed=False)


def import_posts(
    source: Source, season: Season, *, by: User | None, commit: bool, now: datetime
) -> ImportReport:
    """Take the workbook into the season; one bad row keeps everything out.

    ``by`` is None for the command on the server. Without ``commit`` it is a check.
    """
    if not commit:
        return check_workbook(source, season, by=by)
    _require_may_import(by)
    read = _read(source, season)
    with transaction.atomic():
        # Two imports, or an import and a publisher, wait for each other here.
        season = Season.objects.locked().get(pk=season.pk)
        units, posts = HostUnit.objects.locked(), Post.objects.locked()
        plan = _plan(read, season, by, units, posts)
        is_good = not (read.parsed.errors or plan.errors)
        report = _report(read, plan, is_committed=is_good)
        if report.is_committed:
            write_plan(plan, by=by, now=now)
    return report


def upload_workbook(
    file: BinaryIO, season: Season, *, by: User, filename: str
) -> ImportBatch:
    """Check a workbook and keep it with the findings, to be committed later.

    Raises UnreadableWorkbook before anything is kept.
    """
    report = check_workbook(file, season, by=by)
    batch = ImportBatch(season=season, uploaded_by=by, filename=filename)
    _note_findings(batch, report)
    file.seek(0)
    batch.sha256 = hashlib.sha256(file.read()).hexdigest()
    # What an office calls a file may name people; in the storage it has a random name.
    batch.file.save(f"{uuid4().hex}.xlsx", File(file), save=False)
    with transaction.atomic():
        batch.save()
        record("import.upload", subject=batch, by=by, filename=filename)
    return batch


@transaction.atomic
def commit_batch(batch: ImportBatch, *, by: User, now: datetime) -> ImportReport:
    """Take a kept workbook into its season; the check is made again first."""
    batch = ImportBatch.objects.locked().select_related("season").get(pk=batch.pk)
    if batch.committed_at is not None:
        raise RuleViolation(
            f"这份表格 {moment(batch.committed_at)} 已经导入过，不用再导。"
        )
    with batch.file.open("rb") as file:
        report = import_posts(file.file, batch.season, by=by, commit=True, now=now)
    _note_findings(batch, report)
    if report.is_committed:
        batch.committed_at = now
        figures = {name: batch.summary[name] for name in FIGURES}
        record("import.commit", subject=batch, by=by, **figures)
    batch.save(update_fields=["rows", "errors", "summary", "committed_at"])
    return report


def _note_findings(batch: ImportBatch, report: ImportReport) -> None:
    found = asdict(report)
    batch.rows = report.rows
    batch.errors = found["errors"]
    batch.summary = {name: found[name] for name in (*FIGURES, "changes")}


def _require_may_import(by: User | None) -> None:
    policies.require(by is None or policies.can_import_posts(by))


@dataclass(frozen=True, slots=True)
class _Read:
    """The workbook as read; ``townships`` are the names behind its codes."""

    parsed: ParsedWorkbook
    span_column: str
    townships: dict[str, str]


def _read(source: Source, season: Season) -> _Read:
    districts, townships = name_places()
    sheet = read_workbook(source)
    parsed = parse_posts(
        sheet,
        districts=districts,
        townships=townships,
        season_year=season.year,
        min_days=season.min_days,
        max_days=season.max_days,
    )
    names = {code: name for own in townships.values() for name, code in own.items()}
    return _Read(parsed, SPAN if SPAN in sheet.columns else ENDS_ON, names)


def _plan(
    read: _Read,
    season: Season,
    by: User | None,
    units: HostUnitQuerySet,
    posts: PostQuerySet,
) -> Plan:
    rows = read.parsed.rows
    known = look_up(rows, season, by=by, units=units, posts=posts)
    return plan_rows(rows, known, season, by=by, span_column=read.span_column)


def _report(read: _Read, plan: Plan, *, is_committed: bool) -> ImportReport:
    """Counted before anything is written: saving makes new rows look like old ones."""
    errors = sorted([*read.parsed.errors, *plan.errors], key=_place)
    units = [planned for planned in plan.units if planned.is_update]
    posts = [planned for planned in plan.posts if planned.is_update]
    created = sum(planned.is_new for planned in plan.posts)
    changes = [
        *(_change(p, p.unit, p.unit.name, "单位资料", read.townships) for p in units),
        *(
            _change(p, p.post, p.post.title, p.post.unit.name, read.townships)
            for p in posts
        ),
    ]
    return ImportReport(
        rows=read.parsed.total,
        good=len(plan.posts),
        errors=tuple(errors),
        created=created,
        updated=len(posts),
        unchanged=len(plan.posts) - created - len(posts),
        units_created=sum(planned.is_new for planned in plan.units),
        units_updated=len(units),
        changes=tuple(sorted(changes, key=lambda change: change.row)),
        is_committed=is_committed,
    )


def _place(error: CellError) -> tuple[int, int]:
    return error.row, ORDER[error.column]


def _change(
    planned: UnitPlan | PostPlan,
    thing: HostUnit | Post,
    title: str,
    of: str,
    townships: dict[str, str],
) -> RowChange:
    described = describe_changes(thing, planned.changes, townships)
    return RowChange(planned.row.row, title, of, tuple(described))
