"""Finding somebody or something by a few characters of its name or number."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from placements.masks import mask_phone
from placements.models import Application, HostUnit, Post
from placements.views.season import staff_season
from placements.views.staff.pages import staff_page, staff_render

AT_MOST = 20
SHORTEST_TAIL = 4


@require_GET
@staff_page
def find(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:40]
    found = {"people": [], "posts": [], "units": []}
    if q:
        found = _look(request, q)
    return staff_render(request, "find.html", "", {"q": q, "at_most": AT_MOST, **found})


def _look(request: HttpRequest, q: str) -> dict:
    season, user = staff_season(request), request.user
    posts = Post.objects.for_staff(user).filter(season=season, title__icontains=q)
    units = HostUnit.objects.for_staff(user).filter(name__icontains=q)
    people = _people(Application.objects.for_staff(user).filter(season=season), q)
    return {
        "people": [(each, mask_phone(each.student.phone)) for each in people],
        "posts": posts.select_related("unit").order_by("title", "id")[:AT_MOST],
        "units": units.order_by("name", "id")[:AT_MOST],
    }


def _people(applications: QuerySet[Application], q: str) -> QuerySet[Application]:
    """By name, by the number of the application, or by the end of the phone number."""
    matches = Q(student__name__icontains=q) | Q(number__iendswith=q)
    if q.isdecimal() and len(q) >= SHORTEST_TAIL:
        matches |= Q(student__phone__endswith=q)
    return applications.filter(matches).with_people().order_by("-id")[:AT_MOST]
