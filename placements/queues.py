"""The rows staff still have to do something about.

A number on the home page and the list it opens are made from the same function.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from placements.models import (
    Application,
    Grade,
    HostUnit,
    Post,
    Preference,
    Season,
    SelectionRound,
)
from placements.states import (
    APPLICATION_IN_PLAY,
    ApplicationState,
    PostState,
    RoundState,
    UnitState,
)

# How long a unit or a student may be left without an answer.
PATIENCE = timedelta(days=2)


def posts_of(season: Season, user) -> QuerySet[Post]:
    return Post.objects.for_staff(user).filter(season=season)


def applications_of(season: Season, user) -> QuerySet[Application]:
    return Application.objects.for_staff(user).filter(season=season)


def posts_to_review(season: Season, user) -> QuerySet[Post]:
    return posts_of(season, user).filter(state=PostState.SUBMITTED)


def posts_nobody_wants(season: Season, user) -> QuerySet[Post]:
    """Published posts that stand on no student's list."""
    listed = Preference.objects.standing().filter(
        post=OuterRef("pk"), application__state__in=APPLICATION_IN_PLAY
    )
    published = Post.objects.published().for_staff(user)
    return published.filter(~Exists(listed), season=season)


def units_to_review(user) -> QuerySet[HostUnit]:
    return HostUnit.objects.for_staff(user).filter(state=UnitState.SUBMITTED)


def units_behind_with_grades(season: Season, user) -> QuerySet[HostUnit]:
    """Units with applicants whom they have not judged yet."""
    waiting = wishes_to_grade(season).order_by().values("post__unit")
    return HostUnit.objects.for_staff(user).filter(pk__in=waiting)


def wishes_to_judge(season: Season) -> QuerySet[Preference]:
    """Every pair of a student and a post that a unit judges, judged or not."""
    return Preference.objects.standing().filter(
        post__season=season,
        post__state=PostState.PUBLISHED,
        application__state__in=APPLICATION_IN_PLAY,
    )


def wishes_to_grade(season: Season) -> QuerySet[Preference]:
    return wishes_to_judge(season).filter(grade=Grade.NONE)


def applications_to_review(season: Season, user) -> QuerySet[Application]:
    return applications_of(season, user).filter(state=ApplicationState.SUBMITTED)


def applications_in_play(season: Season, user) -> QuerySet[Application]:
    """What everybody counts as 有效报名."""
    return applications_of(season, user).filter(state__in=APPLICATION_IN_PLAY)


def rounds_under_way(season: Season) -> QuerySet[SelectionRound]:
    return SelectionRound.objects.filter(season=season).filter(
        Q(state=RoundState.LOCKED) | Q(state=RoundState.PROPOSED)
    )


def kept_waiting(rows: QuerySet, now: datetime) -> QuerySet:
    """Those of a review queue that have waited too long."""
    return rows.filter(submitted_at__lte=now - PATIENCE)
