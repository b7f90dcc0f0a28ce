"""Which unit a page is about: the only one, or the one its contact has chosen."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.requests import SignedInRequest
from directory.models import Division
from placements.models import HostUnit
from placements.views.season import current_season

CHOSEN = "unit"  # key in the session of a contact of several units


def units_of(request: HttpRequest) -> list[HostUnit]:
    """The units this person speaks for, read once per request."""
    units = request.__dict__.get("_units")
    if units is None:
        mine = HostUnit.objects.for_host(request.user).with_place().order_by("id")
        units = request.__dict__["_units"] = list(mine)
    return units


def unit_of(request: HttpRequest) -> HostUnit | None:
    """The unit in hand; the first one until they choose."""
    units = units_of(request)
    chosen = request.session.get(CHOSEN)
    return next((unit for unit in units if unit.pk == chosen), next(iter(units), None))


def for_my_unit(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the unit in hand; who has none is told how to register one."""

    @wraps(view)
    def with_unit(request: SignedInRequest, **kwargs) -> HttpResponse:
        unit = unit_of(request)
        if unit is None:
            return redirect("placements:host-home")
        return view(request, unit, **kwargs)

    return with_unit


def where(township: Division) -> str:
    """平定县冠山镇; needs ``parent`` loaded."""
    return f"{township.parent.short_name if township.parent else ''}{township.name}"


def draw(
    request: HttpRequest, page: str, context: dict, *, status: int = 200
) -> HttpResponse:
    """A page of the unit in hand, with its season and its committee's number."""
    unit = unit_of(request)
    phone = unit.managing_committee.phone if unit else ""
    frame = {
        "season": current_season(request),
        "unit": unit,
        "contact_phone": phone or settings.CONTACT_PHONE,
    }
    return render(
        request, f"placements/host/{page}.html", frame | context, status=status
    )
