"""Browsers by the names their owners know."""

from django import template

register = template.Library()

# The first that fits: WeChat also calls itself Chrome, Chrome also Safari.
MACHINES = (
    ("Harmony", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@register.filter
def device(user_agent: str) -> str:
    """安卓手机，微信"""
    known = (
        next((name for mark, name in names if mark in user_agent), "")
        for names in (MACHINES, BROWSERS)
    )
    return "，".join(filter(None, known)) or "不认识的设备"
