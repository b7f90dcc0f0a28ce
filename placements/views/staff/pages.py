"""What every staff page shares: who may open it, and what is drawn around it."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.roles import territory_of
from placements.stages import stage_context

PER_PAGE = 50
View = Callable[..., HttpResponse]


def staff_page(view: View) -> View:
    """Only for people with a territory; what they find in it is up to the queries."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not territory_of(request.user).exists:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def acting_staff(view: View) -> View:
    """Only for staff who may change something somewhere; readers are sent away."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        territory = territory_of(request.user)
        if not (territory.acts_for_all or territory.acts_for):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def staff_render(
    request: HttpRequest,
    template: str,
    stage: str,
    context: dict,
    *,
    frame: dict | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of ours inside the frame of the stages, drawn here if it is not yet."""
    around = frame or stage_context(request, stage)
    return render(
        request,
        f"placements/staff/{template}",
        {**around, **context},
        status=status,
    )
