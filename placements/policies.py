"""Who may do what. Each predicate answers a question and changes nothing."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.roles import is_city_staff, territory_of
from placements.models import (
    Application,
    Commitment,
    HostUnit,
    Placement,
    Post,
    Preference,
    SelectionRound,
    UnitMember,
)
from placements.states import APPLICATION_LIVE


def require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def is_staff_member(user) -> bool:
    return territory_of(user).exists


def is_member_of(user, unit: HostUnit) -> bool:
    return (
        UnitMember.objects.live_at(timezone.now()).filter(unit=unit, user=user).exists()
    )


def is_administrator_of(user, unit: HostUnit) -> bool:
    return (
        UnitMember.objects.live_at(timezone.now())
        .filter(unit=unit, user=user, is_administrator=True)
        .exists()
    )


def can_plan_season(user) -> bool:
    """Seasons and their windows are the city's."""
    return is_city_staff(user)


def can_edit_unit(user, unit: HostUnit) -> bool:
    return is_member_of(user, unit)


def can_hand_over_unit(user, unit: HostUnit) -> bool:
    return is_administrator_of(user, unit)


def can_invite_unit(user, committee_id: int) -> bool:
    return territory_of(user).can_act_for(committee_id)


def can_review_unit(user, unit: HostUnit) -> bool:
    """Its own territory's staff, but nobody who speaks for the unit (recusal)."""
    return territory_of(user).can_act_for(
        unit.managing_committee_id
    ) and not is_member_of(user, unit)


def can_edit_post(user, post: Post) -> bool:
    return is_member_of(user, post.unit)


def can_review_post(user, post: Post) -> bool:
    return territory_of(user).can_act_for(
        post.managing_committee_id
    ) and not is_member_of(user, post.unit)


def can_cancel_post(user, post: Post) -> bool:
    return can_edit_post(user, post) or can_review_post(user, post)


def can_import_posts(user) -> bool:
    territory = territory_of(user)
    return territory.acts_for_all or bool(territory.acts_for)


def can_edit_application(user, application: Application) -> bool:
    return application.student_id == user.pk


def can_review_application(user, application: Application) -> bool:
    """Its own territory's staff; nobody decides about themselves."""
    return (
        territory_of(user).can_act_for(application.managing_committee_id)
        and application.student_id != user.pk
    )


def can_unmask_id_number(user, application: Application) -> bool:
    """Not before it was handed in, and with it the consent to be checked."""
    is_handed_in = application.submitted_at is not None
    return is_handed_in and can_review_application(user, application)


def can_grade(user, post: Post) -> bool:
    """Only the unit that offers the post; not who would like to have it themselves."""
    mine = Preference.objects.standing().filter(
        post=post, application__student=user, application__state__in=APPLICATION_LIVE
    )
    return is_member_of(user, post.unit) and not mine.exists()


def can_read_selection(user) -> bool:
    """The desk shows the whole city; counties see what was released of their own."""
    return territory_of(user).reads_all


def can_run_selection(user) -> bool:
    return is_city_staff(user)


def can_decide_round(user, round_: SelectionRound) -> bool:
    """The city, but nobody whose own application may be among the lists."""
    if not is_city_staff(user):
        return False
    mine = Application.objects.live().filter(student=user, season=round_.season_id)
    return not mine.exists()


def can_answer_offer(user, placement: Placement) -> bool:
    return placement.student_id == user.pk


def can_sign_letter(user, letter: Commitment) -> bool:
    return letter.placement.student_id == user.pk
