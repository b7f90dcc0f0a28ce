"""The unit's home page: one next step, then what there is."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from placements.models import (
    Grade,
    HostUnit,
    Placement,
    Post,
    Preference,
    Season,
    SeasonWindow,
)
from placements.states import (
    APPLICATION_IN_PLAY,
    PlacementState,
    PostState,
)
from placements.views.host.membership import CHOSEN, draw, unit_of, units_of
from placements.views.host.next_step import Tallies, next_step, register_first
from placements.views.numbers import whole_number
from placements.views.season import current_season

POST_LABELS = {
    PostState.RETURNED: "个岗位退回修改",
    PostState.DRAFT: "个岗位还没提交",
    PostState.SUBMITTED: "个岗位待审",
    PostState.PUBLISHED: "个岗位已发布",
}
PLACEMENT_LABELS = {
    PlacementState.OFFERED: "名学生在等答复录用",
    PlacementState.ACCEPTED: "名学生接受了录用",
    PlacementState.CONFIRMED: "名学生已定岗",
    PlacementState.ON_POST: "名学生在岗",
}


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    unit = unit_of(request)
    if unit is None:
        return draw(request, "home", {"next": register_first(), "units": []})
    season, now = current_season(request), timezone.now()
    tallies = _count(unit, season)
    context = {
        "next": next_step(unit, season, tallies, now),
        "todos": _todos(tallies),
        "units": units_of(request),
        "can_report": season.window_open(SeasonWindow.Kind.POST_COLLECTION, now),
        "now": now,
    }
    return draw(request, "home", context)


@require_POST
def unit_choose(request: SignedInRequest) -> HttpResponse:
    """Work for another of one's units from here on."""
    mine = HostUnit.objects.for_host(request.user)
    unit = get_object_or_404(mine, pk=whole_number(request.POST.get("unit", "")))
    request.session[CHOSEN] = unit.pk
    return redirect("placements:host-home")


def _count(unit: HostUnit, season: Season) -> Tallies:
    """Three queries, whatever the unit has."""
    posts = Post.objects.filter(unit=unit, season=season)
    placements = Placement.objects.filter(post__unit=unit, season=season)
    open_wishes = Q(grade=Grade.NONE)
    wishes = Preference.objects.standing().filter(
        post__unit=unit,
        post__season=season,
        post__state=PostState.PUBLISHED,
        application__state__in=APPLICATION_IN_PLAY,
    )
    graded = wishes.aggregate(
        wishes=Count("id"),
        ungraded=Count("id", filter=open_wishes),
        posts_ungraded=Count("post", filter=open_wishes, distinct=True),
    )
    return Tallies(posts=_by_state(posts), placements=_by_state(placements), **graded)


def _by_state(rows) -> dict[str, int]:
    counted = rows.order_by("state").values_list("state").annotate(n=Count("id"))
    return dict(counted)


def _todos(tallies: Tallies) -> list[dict]:
    """Counts, each opening exactly the rows it counted."""
    posts = reverse("placements:host-post-list")
    students = reverse("placements:host-student-list")
    placed = reverse("placements:host-placement-list")
    rows = [
        (tallies.posts_ungraded, "个岗位有学生没评", f"{students}?left=1"),
        *(
            (tallies.posts_in(state), label, f"{posts}?state={state}")
            for state, label in POST_LABELS.items()
        ),
        *(
            (tallies.placements.get(state, 0), label, f"{placed}?state={state}")
            for state, label in PLACEMENT_LABELS.items()
        ),
    ]
    return [
        {"count": count, "label": label, "url": url}
        for count, label, url in rows
        if count
    ]
