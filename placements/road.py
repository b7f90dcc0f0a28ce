"""The season as a bus line: the one motif of every home page."""

from dataclasses import dataclass

DONE, NOW, AHEAD = "done", "now", ""
APPLICATION_STEPS = ("身份", "学籍", "志愿", "提交")
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
    return _road(STUDENT_STOPS, now)


def application_steps(now: str) -> list[Stop]:
    """The four steps of an application with the student standing at `now`."""
    return _road(APPLICATION_STEPS, now)


def _road(labels: tuple[str, ...], now: str) -> list[Stop]:
    here = labels.index(now)
    states = [DONE] * here + [NOW] + [AHEAD] * (len(labels) - here - 1)
    return [Stop(*pair) for pair in zip(labels, states, strict=True)]
