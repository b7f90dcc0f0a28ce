"""The log: what happened in a territory, newest first."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.roles import territory_of
from audit.models import Event
from placements.event_labels import NOUN_LABELS
from placements.views.numbers import whole_number
from placements.views.staff.pages import PER_PAGE, staff_page, staff_render
from placements.views.staff.timeline import tell


@require_GET
@staff_page
def event_list(request: HttpRequest) -> HttpResponse:
    """Pages go back by the event's number: the log only grows, and at its top."""
    events = Event.objects.newest_first()
    territory = territory_of(request.user)
    if not territory.reads_all:
        events = events.filter(committee__in=territory.reads)
    kind = request.GET.get("kind", "")
    if kind in NOUN_LABELS:
        events = events.filter(name__startswith=f"{kind}.")
    before = whole_number(request.GET.get("before", ""))
    if before is not None:
        events = events.filter(pk__lt=before)
    rows = list(events[: PER_PAGE + 1])
    return staff_render(
        request,
        "event_list.html",
        "",
        {
            "happenings": tell(rows[:PER_PAGE]),
            "older": rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None,
            "kind": kind,
            "chips": [
                {"label": "全部", "url": "?", "current": not kind, "count": None},
                *(
                    {
                        "label": label,
                        "url": f"?kind={code}",
                        "current": code == kind,
                        "count": None,
                    }
                    for code, label in NOUN_LABELS.items()
                ),
            ],
        },
    )
