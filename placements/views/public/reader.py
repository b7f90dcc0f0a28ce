"""Who reads a public page: nobody we know, somebody at work, or a student."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import StudentProfile, User
from accounts.roles import is_staff_member
from directory.models import Division
from placements.models import Preference, Season, UnitMember
from placements.states import APPLICATION_LIVE


@dataclass(frozen=True, slots=True)
class Reader:
    """What a page says differently to this person; nothing of it for a visitor."""

    is_student: bool = False
    profile: StudentProfile | None = None
    ranks: dict[int, int] = field(default_factory=dict)  # wish by post

    @property
    def home(self) -> Division | None:
        home = self.profile.residence if self.profile else None
        return home if home and home.longitude is not None else None

    @property
    def major(self) -> str:
        return self.profile.major if self.profile else ""

    @property
    def frame(self) -> str:
        return "base_student.html" if self.is_student else "base_public.html"


def reader_of(request: HttpRequest, season: Season | None) -> Reader:
    if not request.user.is_authenticated:
        return Reader()
    profile = (
        StudentProfile.objects.filter(user=request.user)
        .select_related("residence")
        .defer("id_number")  # decrypting it is no page's business here
        .first()
    )
    if profile is None and works_here(request.user):
        return Reader()
    wishes = Preference.objects.standing().filter(
        application__season=season,
        application__student=request.user,
        application__state__in=APPLICATION_LIVE,
    )
    ranks = dict(wishes.in_order().values_list("post_id", "rank"))
    return Reader(is_student=True, profile=profile, ranks=ranks)


def works_here(user: User) -> bool:
    """Staff, or somebody who speaks for a unit."""
    return is_staff_member(user) or speaks_for_a_unit(user)


def speaks_for_a_unit(user: User) -> bool:
    now = timezone.now()
    return UnitMember.objects.live_at(now).filter(user=user).exists()
