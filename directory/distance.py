"""How far apart two townships are (就近就便). Never finer than a township."""

from math import asin, cos, radians, sin, sqrt

from directory.models import Division

EARTH_RADIUS_KM = 6371.0


def kilometres(a: Division, b: Division) -> float | None:
    """Great-circle distance of two divisions' points, or None when one has none."""
    here, there = _point(a), _point(b)
    if here is None or there is None:
        return None
    (lon_a, lat_a), (lon_b, lat_b) = here, there
    d_lat, d_lon = lat_b - lat_a, lon_b - lon_a
    h = sin(d_lat / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(h))


def distances_from(home: Division, townships: list[Division]) -> dict[str, int]:
    """Whole kilometres from ``home`` to each township with a point, by code."""
    found = ((place.code, kilometres(home, place)) for place in townships)
    return {code: round(km) for code, km in found if km is not None}


def _point(place: Division) -> tuple[float, float] | None:
    """Longitude and latitude in radians."""
    if place.longitude is None or place.latitude is None:
        return None
    return radians(place.longitude), radians(place.latitude)
