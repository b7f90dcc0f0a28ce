"""What a person's grants add up to: which territory they look after, and how."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import Role, RoleGrant, User
from directory.models import CommitteeLevel
from directory.statements import MOMENT, NUMBER, Statement


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
# An attribute, not a key of ``__dict__``: a request's user is a proxy with its own.
KNOWN = "_territory"


def territory_of(user) -> Territory:
    """The user's live staff grants, read once per user object (so: per request)."""
    if not user.is_authenticated:
        return NOWHERE
    known = getattr(user, KNOWN, None)
    if known is None:
        known = _read_territory(user)
        setattr(user, KNOWN, known)
    return known


def remember_no_territory(user: User) -> None:
    """For whoever has just read that the user holds no staff grant."""
    setattr(user, KNOWN, NOWHERE)


def _read_territory(user: User) -> Territory:
    grants = GRANTS.rows(user.pk, timezone.now())
    city = [role for role, _, level in grants if level == CommitteeLevel.CITY]
    return Territory(
        reads_all=bool(city),
        acts_for_all=Role.CITY_STAFF in city,
        reads=frozenset(committee for _, committee, _ in grants),
        acts_for=frozenset(
            committee for role, committee, _ in grants if role != Role.READER
        ),
        home_committee_id=grants[0][1] if grants else None,
    )


def _grants(user_id: int, moment: datetime):
    live = RoleGrant.objects.for_staff().live_at(moment).filter(user=user_id)
    return live.order_by("id").values_list("role", "committee", "committee__level")


# Asked for each request of staff.
GRANTS = Statement(_grants, NUMBER, MOMENT)


def is_city_staff(user) -> bool:
    return territory_of(user).acts_for_all


def is_staff_member(user) -> bool:
    """Whoever must prove themselves twice: a territory, or the admin."""
    return user.is_staff or territory_of(user).exists
