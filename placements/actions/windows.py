"""What must be open before something may be done."""

from datetime import datetime

from placements.chinese_dates import moment
from placements.exceptions import WindowClosed
from placements.models import Season, SeasonWindow, SelectionRound
from placements.states import RoundState

LISTS_LOCKED = "名单已经锁定，正在选岗，不能再改。"


def require_window(season: Season, kind: str, now: datetime) -> SeasonWindow:
    """The open window of that kind; WindowClosed says when it was or will be open."""
    window = season.open_window(kind, now)
    if window is None:
        raise WindowClosed(_why_closed(season, kind, now))
    return window


def _why_closed(season: Season, kind: str, now: datetime) -> str:
    label = SeasonWindow.Kind(kind).label
    planned = [w for w in season.list_windows() if w.kind == kind]
    ahead = min((w.opens_at for w in planned if w.opens_at > now), default=None)
    past = max((w.closes_at for w in planned if w.closes_at <= now), default=None)
    if ahead and past:
        return f"{label} {moment(past)} 已截止，{moment(ahead)} 再开始。"
    if ahead:
        return f"{label} {moment(ahead)} 开始，现在还不能办。"
    if past:
        return f"{label} {moment(past)} 已截止。"
    return f"{label}的时间还没有定，定了会通知你。"


def require_lists_open(season_id: int) -> None:
    """Wishes and grades stand still from the moment a round's lists are locked."""
    locked = SelectionRound.objects.filter(season_id=season_id).exclude(
        state=RoundState.OPEN
    )
    if locked.exists():
        raise WindowClosed(LISTS_LOCKED)


def require_no_round_running(season_id: int) -> None:
    """Between lock and release nobody and nothing joins the frozen lists."""
    running = SelectionRound.objects.filter(
        season_id=season_id, state__in=[RoundState.LOCKED, RoundState.PROPOSED]
    )
    if running.exists():
        raise WindowClosed("名单已经锁定，正在选岗。发布结果以后再办，或者先解除锁定。")
