"""What a person's grants add up to: which territory they look after, and how."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Role, RoleGrant, User


@dataclass(frozen=True, slots=True)
class Territory:
    """The committees a staff member may read and those they may act for.

    The city reads and acts everywhere; its sets are then irrelevant.
    """

    reads_all: bool = False
    acts_for_all: bool = False
    reads: frozenset[int] = frozenset()
    acts_for: frozenset[int] = frozenset()
    home_committee_id: int | None = None

    @property
    def exists(self) -> bool:
        return self.reads_all or bool(self.reads)

    def can_read(self, committee_id: int | None) -> bool:
        return self.reads_all or committee_id in self.reads

    def can_act_for(self, committee_id: int | None) -> bool:
        return self.acts_for_all or committee_id in self.acts_for


NOWHERE = Territory()


def territory_of(user) -> Territory:
    """The user's live staff grants, read once per user object (so: per request)."""
    if not user.is_authenticated:
        return NOWHERE
    known = user.__dict__.get("_territory")
    if known is None:
        known = user.__dict__["_territory"] = _read_territory(user)
    return known


def _read_territory(user: User) -> Territory:
    grants = list(
        RoleGrant.objects.for_staff()
        .live_at(timezone.now())
        .filter(user=user)
        .select_related("committee")
        .order_by("id")
    )
    city = [grant for grant in grants if grant.committee.is_city]
    acting = [grant for grant in grants if grant.role != Role.READER]
    return Territory(
        reads_all=bool(city),
        acts_for_all=any(grant.role == Role.CITY_STAFF for grant in city),
        reads=frozenset(grant.committee_id for grant in grants),
        acts_for=frozenset(grant.committee_id for grant in acting),
        home_committee_id=grants[0].committee_id if grants else None,
    )


def is_city_staff(user) -> bool:
    return territory_of(user).acts_for_all


def is_staff_member(user) -> bool:
    """Whoever must prove themselves twice: a territory, or the admin."""
    return user.is_staff or territory_of(user).exists
