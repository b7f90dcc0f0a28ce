"""The season as a bus line: the one motif of every home page."""

from dataclasses import dataclass

DONE, NOW, AHEAD = "done", "now", ""
STUDENT_STOPS = ("报名", "审核", "面试", "录用", "签约", "上岗", "鉴定")


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop; `url` and `count` are for the staff's stages, which are links."""

    label: str
    state: str = AHEAD
    url: str = ""
    count: int = 0


def student_road(now: str) -> list[Stop]:
    """The seven stops with the student standing at `now`."""
    here = STUDENT_STOPS.index(now)
    states = (DONE if i < here else NOW if i == here else AHEAD for i in range(7))
    return [Stop(*pair) for pair in zip(STUDENT_STOPS, states, strict=True)]
