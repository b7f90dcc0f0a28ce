"""How far apart two townships are (就近就便). Never finer than a township."""

from math import asin, cos, radians, sin, sqrt

from directory.models import Division

EARTH_RADIUS_KM = 6371.0


def kilometres(a: Division, b: Division) -> float | None:
    """Great-circle distance of two divisions' points, or None when one has none."""
    if None in (a.longitude, a.latitude, b.longitude, b.latitude):
        return None
    lat_a, lat_b = radians(float(a.latitude)), radians(float(b.latitude))
    d_lat = lat_b - lat_a
    d_lon = radians(float(b.longitude) - float(a.longitude))
    h = sin(d_lat / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(h))


def distances_from(home: Division, townships: list[Division]) -> dict[str, int]:
    """Whole kilometres from ``home`` to each township with a point, by code."""
    found = ((place.code, kilometres(home, place)) for place in townships)
    return {code: round(km) for code, km in found if km is not None}
