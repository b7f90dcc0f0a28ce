"""Writing down what an import planned, with its accounts, events and notices."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, models, transaction

from accounts.models import User
from audit.models import record_each, record_many
from placements import notifications
from placements.actions.moves import take_move
from placements.exceptions import RuleViolation
from placements.import_plan import Changes, Plan, PostPlan, UnitPlan, label_of
from placements.models import HostUnit, Post, Preference, UnitMember
from placements.states import APPLICATION_LIVE, PostState, UnitState

# A student who listed the post would want to know of these.
MATERIAL = frozenset(
    {
        "allowance",
        "category",
        "days_per_week",
        "education",
        "ends_on",
        "hours_per_day",
        "majors",
        "starts_on",
        "takes_minors",
        "tasks",
        "township_id",
    }
)


def write_plan(plan: Plan, *, by: User | None, now: datetime) -> None:
    """Save the plan. Needs the season and the plan's existing rows locked."""
    old_units = [planned for planned in plan.units if not planned.is_new]
    new_units = [planned for planned in plan.units if planned.is_new]
    old_posts = [planned for planned in plan.posts if not planned.is_new]
    new_posts = [planned for planned in plan.posts if planned.is_new]
    _save_units(old_units, new_units, now=now)
    _let_contacts_in(plan.units, by=by, now=now)
    _save_posts(old_posts, new_posts, now=now)
    _record(
        "unit",
        [p.unit for p in new_units],
        [(p.unit, p.changes) for p in old_units],
        by,
    )
    _record(
        "post",
        [p.post for p in new_posts],
        [(p.post, p.changes) for p in old_posts],
        by,
    )
    _approve(old_units, by=by, now=now)
    _publish(old_posts, by=by, now=now)
    _tell_students(old_posts)


def _save_units(
    old: Sequence[UnitPlan], new: Sequence[UnitPlan], *, now: datetime
) -> None:
    for planned in new:
        planned.unit.submitted_at = planned.unit.approved_at = now
    try:
        with transaction.atomic():
            HostUnit.objects.bulk_create(planned.unit for planned in new)
            _save_changes(HostUnit, [(p.unit, p.changes) for p in old])
    except IntegrityError as collision:
        raise RuleViolation(
            "刚才有人登记了表里的一家单位，什么也没有导入。再检查一次就好。"
        ) from collision


def _save_posts(
    old: Sequence[PostPlan], new: Sequence[PostPlan], *, now: datetime
) -> None:
    for planned in new:
        planned.post.submitted_at = planned.post.published_at = now
    Post.objects.bulk_create(planned.post for planned in new)
    _save_changes(Post, [(planned.post, planned.changes) for planned in old])


def _save_changes(
    model: type[models.Model], planned: Iterable[tuple[models.Model, Changes]]
) -> None:
    changed = [(thing, changes) for thing, changes in planned if changes]
    names = sorted({name for _, changes in changed for name in changes})
    if changed:
        model._default_manager.bulk_update([thing for thing, _ in changed], names)


def _record(
    noun: str,
    new: Sequence[models.Model],
    old: Sequence[tuple[models.Model, Changes]],
    by: User | None,
) -> None:
    record_many(f"{noun}.import", subjects=new, by=by)
    edits = [(thing, {"changed": changes}) for thing, changes in old if changes]
    record_each(f"{noun}.edit", edits, by=by)


def _let_contacts_in(
    planned: Sequence[UnitPlan], *, by: User | None, now: datetime
) -> None:
    """Contacts sign in by their number: as administrator where there was nobody."""
    members = _open_members([p.unit for p in planned])
    wanted = [
        p.unit
        for p in planned
        if "contact_phone" in p.changes or not members.get(p.unit.pk)
    ]
    accounts = _contact_accounts(wanted)
    made = UnitMember.objects.bulk_create(
        UnitMember(
            unit=unit,
            user=accounts[unit.contact_phone],
            is_administrator=not members.get(unit.pk),
            title=unit.contact_title,
            valid_from=now,
            granted_by=by,
        )
        for unit in wanted
        if accounts[unit.contact_phone].pk not in members.get(unit.pk, ())
    )
    notifications.tell_imported_contacts(made)


def _open_members(units: Sequence[HostUnit]) -> dict[int, set[int]]:
    rows = UnitMember.objects.filter(unit__in=units, valid_until=None)
    members: dict[int, set[int]] = {}
    for unit, user in rows.order_by("pk").values_list("unit", "user"):
        members.setdefault(unit, set()).add(user)
    return members


def _contact_accounts(units: Sequence[HostUnit]) -> dict[str, User]:
    """Accounts by number; new ones have no usable password."""
    names = {unit.contact_phone: unit.contact_name for unit in units}
    known = set(
        User.objects.filter(phone__in=names)
        .order_by("pk")
        .values_list("phone", flat=True)
    )
    User.objects.bulk_create(
        (
            User(phone=phone, name=name, password=make_password(None))
            for phone, name in names.items()
            if phone not in known
        ),
        ignore_conflicts=True,  # the same person may be signing in just now
    )
    return {user.phone: user for user in User.objects.filter(phone__in=names)}


def _approve(planned: Sequence[UnitPlan], *, by: User | None, now: datetime) -> None:
    for unit in (p.unit for p in planned if p.is_unapproved):
        if unit.state != UnitState.SUBMITTED:
            unit.submitted_at = now
            take_move(unit, "submit", by=by, fields=("submitted_at",))
        unit.approved_at, unit.return_reasons, unit.return_note = now, [], ""
        fields = ("approved_at", "return_reasons", "return_note")
        take_move(unit, "approve", by=by, fields=fields)
        notifications.tell_unit_approved(unit)


def _publish(planned: Sequence[PostPlan], *, by: User | None, now: datetime) -> None:
    for post in (p.post for p in planned if p.is_unpublished):
        if post.state != PostState.SUBMITTED:
            post.submitted_at = now
            take_move(post, "submit", by=by, fields=("submitted_at",))
        post.published_at, post.return_reasons, post.return_note = now, [], ""
        fields = ("published_at", "return_reasons", "return_note")
        take_move(post, "publish", by=by, fields=fields)
        notifications.tell_unit_post_published(post)


def _tell_students(planned: Sequence[PostPlan]) -> None:
    """Who listed a post hears what changed about it, while they can still react."""
    changed = {p.post.pk: p for p in planned if p.changes.keys() & MATERIAL}
    if not changed:
        return
    wishes = (
        Preference.objects.standing()
        .filter(post__in=changed, application__state__in=APPLICATION_LIVE)
        .select_related("application__student")
        .order_by("pk")
    )
    for wish in wishes:
        wish.post = changed[wish.post_id].post
    what = {pk: _material_labels(planned) for pk, planned in changed.items()}
    notifications.tell_students_post_changed(wishes, what)


def _material_labels(planned: PostPlan) -> list[str]:
    names = [name for name in planned.changes if name in MATERIAL]
    return [label_of(planned.post, name) for name in names]
