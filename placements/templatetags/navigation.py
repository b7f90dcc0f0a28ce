"""Where each audience can go, and where it is now."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse

register = template.Library()

ROUTES = {
    "student": (
        ("placements:student-home", "首页", "home"),
        ("placements:public-post-list", "岗位", "briefcase"),
        ("placements:student-wishes", "志愿", "list-bullet"),
        ("placements:student-account", "我的", "user"),
    ),
    "host": (
        ("placements:host-home", "首页", "home"),
        ("placements:host-post-list", "岗位", "briefcase"),
        ("placements:host-student-list", "学生", "users"),
    ),
    "staff": (
        ("placements:staff-home", "首页待办", "home"),
        ("placements:staff-window-list", "季设置与时间窗", "calendar-days"),
        ("placements:staff-event-list", "操作记录", "list-bullet"),
    ),
    "public": (
        ("placements:public-post-list", "岗位", "briefcase"),
        ("placements:public-verify", "查验", "check-badge"),
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    label: str
    icon: str
    current: str = ""  # "page" for this very page, "true" for one above it


@register.simple_tag
def contact_phone() -> str:
    """A tag and no context: an error page shows it too."""
    return settings.CONTACT_PHONE


@register.simple_tag
def site_url(route: str) -> str:
    """The address of a route, or "/" when there is none.

    An error page must be drawn even when the urls themselves are the error.
    """
    try:
        return reverse(route)
    except NoReverseMatch:
        return "/"


@register.simple_tag(takes_context=True)
def places(context: template.Context, audience: str) -> list[Place]:
    """The main navigation; the place with the longest address above us is current."""
    request = context.get("request")
    path = request.path if request else ""
    found = []
    for route, label, icon in ROUTES[audience]:
        try:
            found.append((reverse(route), label, icon))
        except NoReverseMatch:
            continue
    here = max((url for url, *_ in found if path.startswith(url)), default="", key=len)
    current = "page" if here == path else "true"
    return [Place(*item, current if item[0] == here else "") for item in found]
