"""Icons drawn into the page, and the badges that are an icon and one word."""

import functools
from importlib.resources import files
from xml.etree import ElementTree
from zipfile import ZipFile

from django import template
from django.template.base import FilterExpression, Parser, TextNode, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SVG = "http://www.w3.org/2000/svg"
# The shape says it too: nobody has to tell the tints apart.
TONE_ICONS = {
    "": "minus-circle",
    "ok": "check-circle",
    "warn": "clock",
    "danger": "exclamation-triangle",
    "info": "information-circle",
}


@functools.cache
def icon_svg(name: str, css: str = "") -> SafeString:
    """One outline icon of the heroicons package, read from its archive once."""
    with (files("heroicons") / "heroicons.zip").open("rb") as archive:
        source = ZipFile(archive).read(f"outline/{name}.svg")
    # Read from the package we installed, never from a visitor.
    paths = ElementTree.fromstring(source).iter(f"{{{SVG}}}path")  # noqa: S314
    drawn = "".join(
        f'<path stroke-linecap="round" stroke-linejoin="round" d="{path.get("d")}"/>'
        for path in paths
    )
    return mark_safe(  # noqa: S308 (no visitor's text in it)
        f'<svg class="ico{f" {css}" if css else ""}" viewBox="0 0 24 24" fill="none" '
        f'stroke="currentColor" stroke-width="1.5" aria-hidden="true">{drawn}</svg>'
    )


class IconNode(template.Node):
    """An icon whose name is only known when the page is drawn."""

    def __init__(self, name: FilterExpression, css: str) -> None:
        self.name = name
        self.css = css

    def render(self, context: template.Context) -> str:
        return icon_svg(str(self.name.resolve(context)), self.css)


@register.tag
def icon(parser: Parser, token: Token) -> template.Node:
    """{% icon "check-circle" %}, with a class: {% icon "chevron-right" "turn" %}

    A literal name becomes plain text when the template is compiled, so an icon
    in a row costs nothing, and a misspelt one fails before any page is served.
    """
    _tag, name, *css = token.split_contents()
    css_class = css[0].strip("\"'") if css else ""
    if name[0] in "\"'":
        return TextNode(icon_svg(name[1:-1], css_class))
    return IconNode(parser.compile_filter(name), css_class)


@register.filter
def tone_icon(tone: str) -> SafeString:
    return icon_svg(TONE_ICONS[tone])


@register.simple_tag
def state_badge(tone: str, label: str, icon: str = "") -> SafeString:
    """One word of state; cheaper in a long list than including its component."""
    return format_html(
        '<span class="state{}">{}{}</span>',
        f" state--{tone}" if tone else "",
        icon_svg(icon or TONE_ICONS[tone]),
        label,
    )
