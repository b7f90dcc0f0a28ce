"""A signature drawn in the browser: what is accepted, and how it is drawn again.

The browser scales what it records to one pad, whatever the size of its canvas, and
holds the pen inside it.
"""

import json
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

PAD_WIDTH = 340
PAD_HEIGHT = 176
MAX_CHARACTERS = 300_000
MAX_STROKES = 200
MAX_POINTS = 5_000
MAX_MILLISECONDS = 24 * 3600 * 1000
LEAST_INK = 30
LEAST_EXTENT = 15
PEN_WIDTH = 3
MARGIN = 4
# The place a signature has on the page, and how small it may be before it stays small.
ASPECT = 38 / 15
LEAST_WIDTH = 170

GARBLED = "签名没有传完整，请擦掉重写。"
TOO_BIG = "签名太大，请擦掉重写，写得简单一些。"

Point = tuple[float, float, float]
Strokes = tuple[tuple[Point, ...], ...]


class BadStrokes(ValueError):
    """Not a signature; the message is shown to the person who signs."""


def read_strokes(raw: str | Sequence[object]) -> Strokes:
    """Strokes sent by a browser or stored by us: a list of lists of ``[x, y, t]``."""
    drawn = _list(_parse(raw) if isinstance(raw, str) else raw)
    if not drawn:
        raise BadStrokes("还没有签名，请在框里写下你的名字。")
    if len(drawn) > MAX_STROKES:
        raise BadStrokes(f"笔画太多（最多{MAX_STROKES}笔），请擦掉重写。")
    lines = [_list(stroke) for stroke in drawn]
    if sum(map(len, lines)) > MAX_POINTS:
        raise BadStrokes(TOO_BIG)
    strokes = tuple(tuple(_point(point) for point in line) for line in lines)
    if not all(strokes):
        raise BadStrokes(GARBLED)
    _require_ink(strokes)
    return strokes


def read_pad(raw: str) -> Strokes:
    """What the browser's pad sends: ``{"width", "height", "strokes"}`` in CSS pixels.

    Scaled as a whole into the one pad, so a signature keeps its shape; a pen that left
    the pad is held at its edge.
    """
    if not raw.strip():
        return read_strokes([])
    sent = _parse(raw)
    if not isinstance(sent, dict):
        raise BadStrokes(GARBLED)
    width, height = (_side(sent.get(name)) for name in ("width", "height"))
    scale = min(PAD_WIDTH / width, PAD_HEIGHT / height)
    return read_strokes(
        [
            [_scaled(point, scale) for point in _list(stroke)]
            for stroke in _list(sent.get("strokes"))
        ]
    )


def _side(value: object) -> float:
    if not isinstance(value, int | float) or not 50 <= value <= 5000:
        raise BadStrokes(GARBLED)
    return value


def _scaled(point: object, scale: float) -> list[object]:
    values = _list(point)
    if [type(value) in (int, float) for value in values] != [True] * 3:
        raise BadStrokes(GARBLED)
    x, y, at = values
    return [_held(x * scale, PAD_WIDTH), _held(y * scale, PAD_HEIGHT), at]


def _held(value: float, most: float) -> float:
    return min(max(value, 0), most)


def strokes_svg(strokes: Strokes, *, ink: str = "#1c1a19") -> str:
    """The signature without the empty pad; nothing in it comes from outside."""
    box = " ".join(_number(value) for value in _frame(strokes))
    path = "".join(_path(stroke) for stroke in strokes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">'
        f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="{PEN_WIDTH}" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def _frame(strokes: Strokes) -> tuple[float, float, float, float]:
    """Left, top, width and height: the ink at the left edge, halfway down."""
    xs = [x for stroke in strokes for x, _, _ in stroke]
    ys = [y for stroke in strokes for _, y, _ in stroke]
    ink_width = max(xs) - min(xs) + 2 * MARGIN
    ink_height = max(ys) - min(ys) + 2 * MARGIN
    width = max(ink_width, ink_height * ASPECT, LEAST_WIDTH)
    height = width / ASPECT
    top = (min(ys) + max(ys) - height) / 2
    return min(xs) - MARGIN, top, width, height


def _parse(text: str) -> object:
    if len(text) > MAX_CHARACTERS:
        raise BadStrokes(TOO_BIG)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadStrokes(GARBLED) from None


def _list(raw: object) -> Sequence[Any]:
    if not isinstance(raw, list | tuple):
        raise BadStrokes(GARBLED)
    return raw


def _point(raw: object) -> Point:
    values = _list(raw)
    if [type(value) in (int, float) for value in values] != [True] * 3:
        raise BadStrokes(GARBLED)
    x, y, at = values
    # Written so that NaN is outside, too.
    if not (0 <= x <= PAD_WIDTH and 0 <= y <= PAD_HEIGHT):
        raise BadStrokes("签名写到框外了，请擦掉重写。")
    if not 0 <= at <= MAX_MILLISECONDS:
        raise BadStrokes(GARBLED)
    return (round(float(x), 1), round(float(y), 1), round(float(at), 1))


def _require_ink(strokes: Strokes) -> None:
    ink = sum(math.dist(a[:2], b[:2]) for s in strokes for a, b in pairwise(s))
    points = [point for stroke in strokes for point in stroke]
    xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
    extent = max(max(xs) - min(xs), max(ys) - min(ys))
    if ink < LEAST_INK or extent < LEAST_EXTENT:
        raise BadStrokes("只看到一个点，请写下完整的名字。")


def _path(stroke: tuple[Point, ...]) -> str:
    """Through the middle of each segment, bent at the recorded points: no corners."""
    x, y, _ = stroke[0]
    if len(stroke) == 1:
        # A path without length is left out by some renderers, a dot is not.
        return f"M{_number(x)} {_number(y)}h.1"
    parts = [f"M{_number(x)} {_number(y)}"]
    for (ax, ay, _), (bx, by, _) in pairwise(stroke[1:]):
        mx, my = (ax + bx) / 2, (ay + by) / 2
        parts.append(f"Q{_number(ax)} {_number(ay)} {_number(mx)} {_number(my)}")
    x, y, _ = stroke[-1]
    parts.append(f"L{_number(x)} {_number(y)}")
    return "".join(parts)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
