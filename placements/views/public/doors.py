"""Where people come in: the front page, the way home, and the monitor's question."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts.requests import SignedInRequest
from accounts.roles import is_staff_member
from placements.counting import remembered
from placements.models import Placement, Post, PostTally, Season
from placements.registration import what_goes_on
from placements.states import PlacementState
from placements.views.public.reader import speaks_for_a_unit

HOLIDAYS = {Season.Kind.SUMMER: "这个暑假", Season.Kind.WINTER: "这个寒假"}
HAVE_STARTED = (
    PlacementState.ON_POST,
    PlacementState.COMPLETED,
    PlacementState.ENDED_EARLY,
)


@login_not_required
@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    season = Season.objects.current()
    context: dict = {"season": season}
    if season is not None:
        tally = PostTally.objects.filter(season=season).aggregate(
            posts=Sum("posts", default=0), places=Sum("places", default=0)
        )
        slow = _slow_figures(season)
        context |= {
            "holiday": HOLIDAYS[Season.Kind(season.kind)],
            "window_text": what_goes_on(season, timezone.now()),
            "free_seats": max(tally["places"] - slow["taken"], 0),
            "stats": _stats(tally["posts"], slow),
        }
    return render(request, "placements/public/landing.html", context)


def _slow_figures(season: Season) -> dict[str, int]:
    """What the tallies do not hold."""
    return remembered(f"figures-{season.pk}", partial(_count, season))


def _count(season: Season) -> dict[str, int]:
    placed = Placement.objects.filter(season=season)
    started = placed.filter(state__in=HAVE_STARTED).aggregate(
        students=Count("student", distinct=True),
        universities=Count("student__student_profile__university", distinct=True),
    )
    posts = Post.objects.filter(season=season).published()
    units = posts.aggregate(units=Count("unit", distinct=True))
    return {**started, **units, "taken": placed.live().count()}


def _stats(posts: int, slow: dict[str, int]) -> list[dict]:
    """As many as there are to be proud of: a season begins without anybody on post."""
    figures = [
        (slow["units"], "家单位", ""),
        (posts, "个岗位", reverse("placements:public-post-list")),
        (slow["universities"], "所高校", ""),
        (slow["students"], "名同学上岗", ""),
    ]
    return [
        {"number": number, "label": label, "url": url}
        for number, label, url in figures
        if number
    ]


def home(request: SignedInRequest) -> HttpResponse:
    """After signing in, everybody goes where their work is."""
    if is_staff_member(request.user):
        return redirect("placements:staff-home")
    if speaks_for_a_unit(request.user):
        return redirect("placements:host-home")
    return redirect("placements:student-home")


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process reaches its database; no session, nobody signed in."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
