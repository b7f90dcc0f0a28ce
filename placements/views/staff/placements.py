"""Offers and their answers, as far as one's territory goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from placements.chinese_dates import moment, time_left
from placements.counting import BoundedCount
from placements.models import Commitment, Placement
from placements.states import TONES, CommitmentState, PlacementState
from placements.views.season import staff_season
from placements.views.staff.lists import (
    Chip,
    Narrowing,
    Tab,
    place_name,
    read_queue,
    territories,
)
from placements.views.staff.pages import staff_page, staff_render

STAGE = "签约"
# In the order in which a clerk asks; the first says how many answers are missing.
ALWAYS = (
    PlacementState.OFFERED,
    PlacementState.ACCEPTED,
    PlacementState.DECLINED,
    PlacementState.EXPIRED,
)
LATER = tuple(state for state in PlacementState if state not in ALWAYS)
LATER_LABELS = {str(state.label) for state in LATER}


@dataclass(slots=True)
class PlacementRow:
    """One placement; every word is ready to be shown."""

    student: str
    university: str
    post: str
    unit: str
    place: str
    tone: str
    state: str
    answer: str
    letter_tone: str
    letter: str
    pdf_url: str


@require_GET
@staff_page
def placement_list(request: HttpRequest) -> HttpResponse:
    season, now = staff_season(request), timezone.now()
    narrowing = Narrowing.of(request)
    mine = narrowing.apply(
        Placement.objects.for_staff(request.user).filter(season=season),
        "student__name",
        "post__title",
        "post__unit__name",
    )
    queue = read_queue(
        request, STAGE, _tabs(mine), narrowing=narrowing, with_row=_with_row
    )
    queue.chips = [chip for chip in queue.chips if _is_worth_a_chip(chip)]
    context = {
        "queue": queue,
        "rows": [_row(placement, now) for placement in queue.page],
        "page": queue.page,
        "title": "录用与答复",
        "search_label": "学生、岗位或单位",
        "territories": territories(request),
    }
    return staff_render(
        request,
        "selection/placement_list.html",
        STAGE,
        context,
        frame=queue.frame,
    )


@require_GET
def letter_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """The letter of a placement of one's own territory; 404 for any other."""
    mine = Placement.objects.for_staff(request.user)
    letters = Commitment.objects.filter(placement__in=mine).exclude(pdf="")
    letter = get_object_or_404(letters, pk=pk)
    return FileResponse(
        letter.pdf.open("rb"),
        as_attachment=True,
        filename=f"承诺书 {letter.number}.pdf",
        content_type="application/pdf",
    )


def _tabs(mine: QuerySet[Placement]) -> Sequence[Tab]:
    tabs = [
        Tab(state, str(PlacementState(state).label), mine.filter(state=state), ORDER)
        for state in (*ALWAYS, *LATER)
    ]
    return [Tab("ALL", "全部", mine, ORDER, BoundedCount(mine)), *tabs]


ORDER = ("answer_due_at", "id")


def _is_worth_a_chip(chip: Chip) -> bool:
    """What has not happened to anybody yet would only fill the line."""
    return chip.current or chip.count != "0" or chip.label not in LATER_LABELS


def _with_row(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    letter = (
        Commitment.objects.standing().filter(placement=OuterRef("pk")).order_by("-id")
    )
    return placements.select_related(
        "student__student_profile__university",
        "post__unit",
        "managing_committee__division",
    ).annotate(
        letter_pk=Subquery(letter.values("pk")[:1]),
        letter_state=Subquery(letter.values("state")[:1]),
        letter_pdf=Subquery(letter.values("pdf")[:1]),
    )


def _row(placement, now: datetime) -> PlacementRow:
    profile = getattr(placement.student, "student_profile", None)
    letter = placement.letter_state
    pdf = reverse("placements:staff-letter-pdf", args=[placement.letter_pk or 0])
    return PlacementRow(
        student=placement.student.name,
        university=str(profile.university or "") if profile else "",
        post=placement.post.title,
        unit=placement.post.unit.name,
        place=place_name(placement.managing_committee),
        tone=TONES.get(placement.state, ""),
        state=placement.get_state_display(),
        answer=_answer(placement, now),
        letter_tone=TONES.get(letter, ""),
        letter=str(CommitmentState(letter).label) if letter else "还没有",
        pdf_url=pdf if placement.letter_pdf else "",
    )


def _answer(placement: Placement, now: datetime) -> str:
    """How long the student still has, or when they answered."""
    if placement.state == PlacementState.OFFERED:
        due = placement.answer_due_at
        return f"{moment(due)} 截止，{time_left(due, now)}"
    if placement.answered_at:
        return f"{moment(placement.answered_at)} 答复"
    return "没有答复"
