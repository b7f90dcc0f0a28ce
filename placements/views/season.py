"""Which season a page is about: the newest open one, or the one staff have chosen."""

from django.http import Http404, HttpRequest

from placements.models import Season

CHOSEN = "season"  # key in the session of a staff member


def current_season(request: HttpRequest) -> Season:
    """The season this request is about, read once; 404 while there is none."""
    season = request.__dict__.get("_season")
    if season is None:
        season = request.__dict__["_season"] = Season.objects.current()
    if season is None:
        raise Http404("没有正在进行的实践季。")
    return season


def staff_season(request: HttpRequest) -> Season:
    """The season a staff member works on; newest open one until they choose."""
    code = request.session.get(CHOSEN)
    if code is None:
        return current_season(request)
    season = request.__dict__.get("_chosen_season")
    if season is None:
        season = Season.objects.of_code(code)
        request.__dict__["_chosen_season"] = season
    if season is None:
        del request.session[CHOSEN]
        return current_season(request)
    return season
