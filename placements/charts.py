"""Numbers people compare, as coordinates: the templates only write them down."""

from collections.abc import Sequence
from dataclasses import dataclass

# The drawing is 360 wide; a bar starts at 56 and leaves room for its numbers.
BAR_START, BAR_LENGTH, ROW = 56, 224, 30
LINE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: an outlined bar for `a`, a solid one for `b`, both named at the end."""

    label: str
    a: int
    b: int
    a_width: int
    b_width: int
    a_y: float
    b_y: int
    text_y: int
    text_x: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """Two numbers per row, drawn on one scale."""

    names: tuple[str, str]
    bars: tuple[Bar, ...]
    height: int
    legend_y: float
    legend_text_y: int


def bar_chart(rows: Sequence[tuple[str, int, int]], names: tuple[str, str]) -> BarChart:
    """Lay out rows of (label, first number, second number)."""
    longest = max((max(a, b) for _, a, b in rows), default=0) or 1
    bars = tuple(_bar(i, *row, longest) for i, row in enumerate(rows))
    foot = len(bars) * ROW
    return BarChart(names, bars, foot + 22, foot + 7.5, foot + 17)


def _bar(i: int, label: str, a: int, b: int, longest: int) -> Bar:
    a_width, b_width = (round(n * BAR_LENGTH / longest) for n in (a, b))
    top = i * ROW
    text_x = BAR_START + max(a_width, b_width) + 8
    return Bar(label, a, b, a_width, b_width, top + 4.5, top + 15, top + 19, text_x)


@dataclass(frozen=True, slots=True)
class LotteryLine:
    """The numbers 1 to `last`, the cutoff, and the one number of this student."""

    cutoff: int
    mine: int
    last: int
    cutoff_x: int
    mine_x: int
    cutoff_text_x: int
    mine_text_x: int


def lottery_line(cutoff: int, mine: int, last: int) -> LotteryLine:
    """Where cutoff and own number stand; the words stay inside the drawing."""
    cutoff_x, mine_x = (round(n * LINE_LENGTH / max(last, 1)) for n in (cutoff, mine))
    inside = [min(max(x, 36), LINE_LENGTH - 36) for x in (cutoff_x, mine_x)]
    return LotteryLine(cutoff, mine, last, cutoff_x, mine_x, *inside)
