"""What a submission is judged by: its row, locked, and then all the rest in two
statements however many wishes. Everybody hands in within a few minutes."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import StudentProfile, User
from directory.statements import NUMBER, SECOND_NUMBER, Statement
from placements.models import Application, Post, Preference, Season, SelectionRound
from placements.states import ApplicationState, RoundState


def _ordered(model: type[models.Model], *wanted: str) -> list[str]:
    """In the model's own order: ``from_db`` takes no other."""
    names = [field.attname for field in model._meta.concrete_fields]
    return [name for name in names if name in wanted]


APPLICATION = [field.attname for field in Application._meta.concrete_fields]
# Not the ID number itself: its index says as much, and needs no key.
PROFILE = _ordered(
    StudentProfile,
    "id",
    "id_number_index",
    "birth_date",
    "political_status",
    "home_district_id",
    "residence_id",
    "university_id",
    "major",
    "degree",
    "graduates_on",
    "introduction",
)
POST = _ordered(
    Post,
    "id",
    "title",
    "education",
    "takes_minors",
    "starts_on",
    "managing_committee_id",
)


@dataclass(frozen=True, slots=True)
class Dossier:
    lists_are_locked: bool
    was_rejected: bool  # the person, under whatever telephone number
    profile: StudentProfile | None
    wishes: list[Preference]  # in order, each with its post


def lock_own_application(season: Season, student: User) -> Application | None:
    """The one that counts in this season, found and locked at once."""
    for row in OWN.rows(season.pk, student.pk):  # a constraint says: one at most
        application = Application.from_db("default", APPLICATION, row)
        application.season = season
        return application
    return None


def dossier_of(application: Application) -> Dossier:
    """Read after the application's row is locked: whoever locks the lists, or changes
    the profile, has had that row first."""
    wishes = [_wish(*row) for row in WISHES.rows(application.pk)]
    about = ABOUT.rows(application.season_id, application.student_id)
    for is_locked, was_rejected, *profile in about:
        known = StudentProfile.from_db("default", PROFILE, profile)
        return Dossier(is_locked, was_rejected, known, wishes)
    return Dossier(
        lists_are_locked=False, was_rejected=False, profile=None, wishes=wishes
    )


def _own(season_id: int, student_id: int):
    live = Application.objects.locked().live()
    return live.filter(season=season_id, student=student_id).values_list(*APPLICATION)


def _about(season_id: int, student_id: int):
    rounds = SelectionRound.objects.filter(season=season_id)
    rejected = Application.objects.in_state(ApplicationState.REJECTED).filter(
        season=season_id, id_number_index=OuterRef("id_number_index")
    )
    return StudentProfile.objects.filter(user=student_id).values_list(
        Exists(rounds.exclude(state=RoundState.OPEN)), Exists(rejected), *PROFILE
    )


def _wishes(application_id: int):
    wishes = Preference.objects.standing().filter(application=application_id)
    posts = (f"post__{name}" for name in POST)
    return wishes.in_order().values_list("rank", *posts)


def _wish(rank: int, *post) -> Preference:
    return Preference(rank=rank, post=Post.from_db("default", POST, post))


OWN = Statement(_own, NUMBER, SECOND_NUMBER)
ABOUT = Statement(_about, NUMBER, SECOND_NUMBER)
WISHES = Statement(_wishes, NUMBER)
