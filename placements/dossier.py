"""What a submission is judged by, read in two statements however many wishes."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import StudentProfile
from directory.statements import NUMBER, Statement
from placements.models import Application, Post, Preference, SelectionRound
from placements.states import ApplicationState, RoundState


def _ordered(model: type[models.Model], *wanted: str) -> list[str]:
    """In the model's own order: ``from_db`` takes no other."""
    names = [field.attname for field in model._meta.concrete_fields]
    return [name for name in names if name in wanted]


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


def dossier_of(application_id: int) -> Dossier:
    """Read after the application's row is locked: whoever locks the lists, or changes
    the profile, has had that row first."""
    [(is_locked, was_rejected, *profile)] = ABOUT.rows(application_id)
    return Dossier(
        lists_are_locked=is_locked,
        was_rejected=was_rejected,
        profile=StudentProfile.from_db("default", PROFILE, profile)
        if profile[0]
        else None,
        wishes=[_wish(*row) for row in WISHES.rows(application_id)],
    )


def _about(application_id: int):
    profile = "student__student_profile"
    locked = SelectionRound.objects.filter(season=OuterRef("season"))
    rejected = Application.objects.in_state(ApplicationState.REJECTED).filter(
        season=OuterRef("season"),
        id_number_index=OuterRef(f"{profile}__id_number_index"),
    )
    return Application.objects.filter(pk=application_id).values_list(
        Exists(locked.exclude(state=RoundState.OPEN)),
        Exists(rejected),
        *(f"{profile}__{name}" for name in PROFILE),
    )


def _wishes(application_id: int):
    wishes = Preference.objects.standing().filter(application=application_id)
    posts = (f"post__{name}" for name in POST)
    return wishes.in_order().values_list("rank", *posts)


def _wish(rank: int, *post) -> Preference:
    return Preference(rank=rank, post=Post.from_db("default", POST, post))


ABOUT = Statement(_about, NUMBER)
WISHES = Statement(_wishes, NUMBER)
