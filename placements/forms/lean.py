"""Controls drawn without a template each: for a form on a page that everybody opens."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SIMPLE = {
    f"django/forms/widgets/{name}.html" for name in ("text", "hidden", "checkbox")
}
SELECT = "django/forms/widgets/select.html"
CHOSEN = SafeString(" selected")


class LeanRenderer(TemplatesSetting):
    """Django's own markup; eight widgets by template cost as much as the whole list."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        if template_name == SELECT:
            return _select(context["widget"])
        if template_name in SIMPLE:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict) -> SafeString:
    value = widget["value"]
    attrs = {"type": widget["type"], "name": widget["name"]}
    attrs |= {} if value is None else {"value": value}
    return format_html("<input{}>", flatatt({**attrs, **widget["attrs"]}))


def _select(widget: dict) -> SafeString:
    options = [
        (option["value"], CHOSEN if option["selected"] else "", option["label"])
        for _group, group, _index in widget["optgroups"]
        for option in group
    ]
    return format_html(
        "<select{}>{}</select>",
        flatatt({"name": widget["name"], **widget["attrs"]}),
        format_html_join("", '<option value="{}"{}>{}</option>', options),
    )
