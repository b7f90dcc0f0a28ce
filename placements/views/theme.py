"""Light or dark: the one thing a visitor may settle about the look."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "theme"
A_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def theme_choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice in this browser and go back; anything else follows the phone."""
    back = request.headers.get("referer", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()})
    response = redirect(back if here else "/")
    if (theme := request.POST.get("theme", "")) in {"light", "dark"}:
        response.set_cookie(
            COOKIE,
            theme,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE)
    return response
