"""The list of posts and one post, for visitors and for students."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from directory.distance import distances_from
from placements.browsing import ROW, Page, PostSearch, Wanted
from placements.forms.public_post_filter import DISTANCES, PostFilterForm
from placements.models import Post, Season
from placements.registration import registration_sentence
from placements.states import PostState
from placements.views.public.post_action import post_action
from placements.views.public.post_rows import (
    demand_band,
    from_home,
    post_rows,
    seats_left,
)
from placements.views.public.post_words import (
    fit,
    requirements,
    share_text,
    terms,
)
from placements.views.public.reader import Reader, reader_of

OTHERS = 5  # of the same unit, when a post is gone


@login_not_required
@require_GET
def post_list(request: HttpRequest) -> HttpResponse:
    season = Season.objects.current()
    reader = reader_of(request, season)
    context: dict = {"season": season, "frame": reader.frame}
    if season is None:
        return render(request, "placements/public/post_list.html", context)
    knows_home = reader.home is not None
    form = PostFilterForm(request.GET, knows_home=knows_home, major=reader.major)
    wanted = form.wanted()
    search = PostSearch(season, wanted, reader.home)
    page = search.page(_number(request.GET.get("page", "")))
    form.offer_categories(search.categories)
    context |= {
        "deadline": registration_sentence(season, timezone.now()),
        "area": search.area.name if search.area else "",
        "total": _total(search, page),
        "form": form,
        "filters_note": _what_is_filtered(wanted),
        "chips": _chips(request, search),
        "page": page,
        "posts": post_rows(page.rows, reader, search.kilometres),
    }
    return render(request, "placements/public/post_list.html", context)


@login_not_required
@require_GET
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    # What was never published does not exist for the public.
    posts = Post.objects.exclude(published_at=None).with_unit()
    posts = posts.select_related("season", "township__parent")
    post = get_object_or_404(posts.with_demand().with_places_left(), pk=pk)
    reader = reader_of(request, post.season)
    context: dict = {"season": post.season, "frame": reader.frame, "post": post}
    if post.state != PostState.PUBLISHED:
        return _gone(request, context, reader)
    now = timezone.now()
    post.season.windows_read = list(post.season.windows.order_by("opens_at", "id"))
    km = distances_from(reader.home, [post.township]) if reader.home else {}
    tone, words = fit(reader, post)
    summary = [
        demand_band(post.demand),
        seats_left(post.headcount, post.places_left),
        from_home(km.get(post.township_id)),
    ]
    context |= {
        "summary": [fact for fact in summary if fact],
        "tone": tone,
        "fit": words,
        "terms": terms(post),
        "requirements": requirements(post),
        "share": share_text(post, request.build_absolute_uri(request.path), now),
        "bar": post_action(request, reader, post, now),
    }
    return render(request, "placements/public/post_detail.html", context)


def _gone(request: HttpRequest, context: dict, reader: Reader) -> HttpResponse:
    """It was here and will not come back (410), but the unit may have others."""
    post = context["post"]
    others = Post.objects.filter(season=post.season_id, unit=post.unit_id).published()
    rows = others.with_demand().with_places_left().newest_first()
    context["what"] = (
        f"这个岗位{'取消了' if post.state == PostState.CANCELLED else '结束了'}"
    )
    context["others"] = post_rows(list(rows.values(*ROW)[:OTHERS]), reader, {})
    return render(request, "placements/public/post_gone.html", context, status=410)


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 7 else 1


def _total(search: PostSearch, page: Page) -> int | None:
    """Whoever sees them all sees how many there are, tallied or not."""
    if search.total is None and not page.has_other_pages:
        return len(page.rows)
    return search.total


def _chips(request: HttpRequest, search: PostSearch) -> list[dict]:
    """Districts as links that keep everything else that was asked for."""
    kept = [
        (name, value)
        for name, value in request.GET.dict().items()
        if value and name not in ("area", "page")
    ]
    counts = search.wanted.is_tallied and search.wanted.within_km is None
    everywhere: dict = {
        "label": "全部",
        "url": "?" + urlencode(kept),
        "count": None,
        "current": search.area is None,
    }
    return [everywhere] + [
        {
            "label": area.name,
            "url": "?" + urlencode([*kept, ("area", area.code)]),
            "count": area.posts if counts else None,
            "current": area is search.area,
        }
        for area in search.areas
    ]


def _what_is_filtered(wanted: Wanted) -> str:
    """专业对口，离家近在前: what the folded filters hold, in a line."""
    said = [
        (wanted.my_major, "专业对口"),
        (wanted.major, wanted.major),
        (wanted.category, "选了类别"),
        (wanted.degree, "学历能报"),
        (wanted.within_km, DISTANCES.get(str(wanted.within_km), "")),
        (wanted.free, "有空余名额"),
        (wanted.undemanded, "还没人填报"),
        (wanted.lodging, "能住宿"),
    ]
    order = "离家近在前" if wanted.nearest else "新发布在前"
    return "，".join([label for asked, label in said if asked] + [order])
