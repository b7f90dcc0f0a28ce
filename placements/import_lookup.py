"""Everything the database knows about the units and posts of a workbook, read once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from directory.models import Committee, Division
from placements.imports import CITY_DIRECT, PostRow
from placements.imports.cells import plain
from placements.models import (
    HostUnit,
    Placement,
    Post,
    Season,
    SelectionRound,
    UnitMember,
)
from placements.models.post import PostQuerySet
from placements.models.unit import HostUnitQuerySet
from placements.states import HOLDS_A_PLACE, PostState, RoundState

UNDER_WAY = (RoundState.LOCKED, RoundState.PROPOSED)


@dataclass(frozen=True, slots=True)
class Known:
    """Units by their plain name and by credit code, posts by unit and plain title.

    ``later_units`` take part in a later season, whose record of them counts.
    ``heads`` are the numbers of those who registered a unit that nobody has approved.
    """

    committees: Mapping[str, Committee]
    units: Mapping[str, HostUnit]
    owners: Mapping[str, HostUnit]
    posts: Mapping[tuple[int, str], Post]
    taken: Mapping[int, int]
    own_units: frozenset[int]
    heads: Mapping[int, str]
    later_units: frozenset[int]
    lists_are_locked: bool


def look_up(
    rows: Sequence[PostRow],
    season: Season,
    *,
    by: User | None,
    units: HostUnitQuerySet,
    posts: PostQuerySet,
) -> Known:
    """``units`` and ``posts`` say where to look, and whether to lock what is found."""
    found = _find_units(rows, units)
    its_posts = list(posts.filter(season=season, unit__in=found).order_by("pk"))
    return Known(
        committees=_committees(),
        units=_by_plain_name(rows, found),
        owners={unit.credit_code: unit for unit in found if unit.credit_code},
        posts=_by_plain_title(its_posts),
        taken=_live_placements(its_posts),
        own_units=_own_units(by, found),
        heads=_heads(found),
        later_units=_later_units(season, found),
        lists_are_locked=SelectionRound.objects.filter(
            season=season, state__in=UNDER_WAY
        ).exists(),
    )


def name_places() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Codes of the districts and of the townships in each, by the names in use."""
    districts: dict[str, str] = {}
    townships: dict[str, dict[str, str]] = {}
    for district in Division.objects.districts():
        districts[_both_names(district)] = district.pk
        townships[district.pk] = {}
    for township in Division.objects.townships():
        townships[township.parent_id][township.name] = township.pk
    return districts, townships


def _both_names(division: Division) -> str:
    if division.name == division.short_name:
        return division.name
    return f"{division.name}({division.short_name})"


def _committees() -> dict[str, Committee]:
    return {
        CITY_DIRECT if committee.is_city else committee.division_id: committee
        for committee in Committee.objects.order_by("pk")
    }


def _find_units(rows: Iterable[PostRow], units: HostUnitQuerySet) -> list[HostUnit]:
    names = {plain(row.unit_name) for row in rows}
    codes = {row.uscc for row in rows if row.uscc}
    # Names differ by spaces and widths only Python can tell away, so all are read.
    known = HostUnit.objects.order_by("pk").values_list("pk", "name", "credit_code")
    wanted = [pk for pk, name, code in known if code in codes or plain(name) in names]
    return list(units.filter(pk__in=wanted).order_by("pk"))


def _by_plain_name(
    rows: Iterable[PostRow], found: Sequence[HostUnit]
) -> dict[str, HostUnit]:
    """Where two units differ by typing alone, the one written exactly so counts."""
    written = {row.unit_name for row in rows}
    exact_last = sorted(found, key=lambda unit: (unit.name in written, -unit.pk))
    return {plain(unit.name): unit for unit in exact_last}


def _by_plain_title(posts: Sequence[Post]) -> dict[tuple[int, str], Post]:
    """A living post counts before a cancelled one of the same title."""
    living_last = sorted(posts, key=lambda post: post.state != PostState.CANCELLED)
    return {(post.unit_id, plain(post.title)): post for post in living_last}


def _live_placements(posts: Sequence[Post]) -> dict[int, int]:
    rows = (
        Placement.objects.filter(post__in=posts, state__in=HOLDS_A_PLACE)
        .order_by("post")
        .values_list("post")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def _own_units(by: User | None, found: Sequence[HostUnit]) -> frozenset[int]:
    memberships = UnitMember.objects.live_at(timezone.now()).filter(
        user=by, unit__in=found
    )
    return frozenset(memberships.order_by("pk").values_list("unit", flat=True))


def _heads(found: Sequence[HostUnit]) -> dict[int, str]:
    unseen = [unit for unit in found if unit.approved_at is None]
    members = UnitMember.objects.live_at(timezone.now()).filter(
        unit__in=unseen, is_administrator=True
    )
    return dict(members.order_by("pk").values_list("unit", "user__phone"))


def _later_units(season: Season, found: Sequence[HostUnit]) -> frozenset[int]:
    posts = Post.objects.filter(unit__in=found, season__year__gt=season.year)
    return frozenset(posts.order_by("unit").values_list("unit", flat=True).distinct())
