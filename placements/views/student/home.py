"""A student's home: the one next step, then what matters now."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import SignedInRequest
from notices.models import Notice
from placements.chinese_dates import span
from placements.models import (
    Application,
    Commitment,
    Placement,
    Post,
    Preference,
    ReturnReason,
)
from placements.next_step import Situation, next_step
from placements.rows import PostRow
from placements.states import (
    APPLICATION_LIVE,
    HOLDS_A_PLACE,
    TONES,
    ApplicationState,
    CommitmentState,
    PlacementState,
)
from placements.views.season import current_season
from placements.views.student.mine import (
    distance_from_home,
    my_latest_application,
    my_placement,
    my_result,
    profile_of,
)

LATEST = 3
# What staff wrote is for the student to read in these states.
ANSWERED = frozenset({ApplicationState.RETURNED, ApplicationState.REJECTED})


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    season = current_season(request)
    now = timezone.now()
    application = my_latest_application(request, season)
    placement = my_placement(request, season)
    letter = _letter_of(placement)
    wishes = _wishes_of(application)
    situation = Situation(
        season=season,
        now=now,
        application=application,
        wishes=len(wishes),
        placement=placement,
        letter=letter,
        result=None if placement else my_result(application),
    )
    context = {
        "season": season,
        "now": now,
        "next": next_step(situation),
        "application": application,
        "tone": TONES.get(application.state, "") if application else "",
        "answer": _answer_of_staff(application),
        "offered": _place_row(application, placement),
        "mentor": _mentor_of(placement),
        "wishes": [] if placement else _wish_rows(application, wishes),
        "guards": _guards(placement, letter),
        "notices": Notice.objects.for_user(request.user).newest_first()[:LATEST],
    }
    return render(request, "placements/student/home.html", context)


def _letter_of(placement: Placement | None) -> Commitment | None:
    if placement is None or placement.state == PlacementState.OFFERED:
        return None
    return placement.commitments.standing().order_by("-id").first()


def _wishes_of(application: Application | None) -> list[Preference]:
    if application is None or application.state not in APPLICATION_LIVE:
        return []
    standing = application.preferences.standing().in_order()
    return list(standing.select_related("post__unit", "post__township"))


def _answer_of_staff(application: Application | None) -> str:
    """The coded reasons and the text beside them, as the student reads them."""
    if application is None or application.state not in ANSWERED:
        return ""
    labels = [str(ReturnReason(code).label) for code in application.return_reasons]
    written = [application.return_note] if application.return_note else []
    return "：".join(["、".join(labels), *written] if labels else written)


def _place_row(
    application: Application | None, placement: Placement | None
) -> PostRow | None:
    if placement is None or placement.state not in HOLDS_A_PLACE:
        return None
    rank = placement.result and placement.result.rank
    dates = span(placement.starts_on, placement.ends_on)
    return _row(
        application,
        placement.post,
        demand=f"第 {rank} 志愿" if rank else placement.get_source_display(),
        more=[dates],
    )


def _wish_rows(
    application: Application | None, wishes: list[Preference]
) -> list[PostRow]:
    return [
        _row(application, wish.post, demand=f"第 {wish.rank} 志愿") for wish in wishes
    ]


def _row(
    application: Application | None,
    post: Post,
    *,
    demand: str,
    more: Sequence[str] = (),
) -> PostRow:
    distance = distance_from_home(profile_of(application), post.township)
    facts = [post.township.short_name, distance, *more]
    return PostRow(
        url=reverse("placements:public-post-detail", args=[post.pk]),
        title=post.title,
        unit=post.unit.name,
        demand=demand,
        facts=list(filter(None, facts)),
    )


def _mentor_of(placement: Placement | None) -> Post | None:
    """Whom to ask, once the student has said yes."""
    if placement is None or placement.state not in HOLDS_A_PLACE:
        return None
    if placement.state == PlacementState.OFFERED or not placement.post.mentor_name:
        return None
    return placement.post


def _guards(placement: Placement | None, letter: Commitment | None) -> list[dict]:
    """What is still missing before the first day, and whose turn it is."""
    if placement is None or letter is None or placement.state not in HOLDS_A_PLACE:
        return []
    is_mine = letter.state == CommitmentState.TO_SIGN
    return [
        {
            "label": "承诺书",
            "why": "轮到你：读一遍再签" if is_mine else "你签好了",
            "state": "turn" if is_mine else "done",
            "word": letter.student_label,
        }
    ]
