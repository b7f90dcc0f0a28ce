"""What a visitor is told about the time to register. Decides from windows alone."""

from datetime import datetime

from placements.chinese_dates import moment, time_left
from placements.models import Season, SeasonWindow

REGISTRATION = SeasonWindow.Kind.REGISTRATION


def registration_sentence(season: Season, now: datetime) -> str:
    """报名 7月6日 18:00 截止，还剩 4 天; or when it begins, or that it is over."""
    window = season.open_window(REGISTRATION, now)
    if window is not None:
        until = window.closes_at
        return f"{_name(window)} {moment(until)} 截止，{time_left(until, now)}"
    past = [w for w in _windows(season) if w.closes_at <= now]
    ahead = [w for w in _windows(season) if w.opens_at > now]
    said = [f"{_name(past[-1])} {moment(past[-1].closes_at)} 已截止"] if past else []
    said += [f"{_name(ahead[0])} {moment(ahead[0].opens_at)} 开始"] if ahead else []
    return "。".join(said) or "报名时间还没定，定了会写在这里"


def what_goes_on(season: Season, now: datetime) -> str:
    """2021 暑期补录进行中: the line above the promise on the front page."""
    window = season.open_window(REGISTRATION, now)
    if window is not None:
        return f"{season.name}{_name(window)}进行中"
    ahead = [w for w in _windows(season) if w.opens_at > now]
    if ahead:
        return f"{season.name}{_name(ahead[0])} {moment(ahead[0].opens_at)} 开始"
    going = [w for w in season.list_windows() if w.is_open_at(now)]
    return f"{season.name}{going[-1].get_kind_display()}中" if going else ""


def _name(window: SeasonWindow) -> str:
    return "报名" if window.round_no == 1 else "补录"


def _windows(season: Season) -> list[SeasonWindow]:
    found = [w for w in season.list_windows() if w.kind == REGISTRATION]
    return sorted(found, key=lambda window: window.opens_at)
