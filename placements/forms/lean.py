"""Controls drawn without a template each."""

from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString, mark_safe

INPUTS = {
    f"django/forms/widgets/{kind}.html"
    for kind in (
        "checkbox",
        "date",
        "datetime",
        "email",
        "file",
        "hidden",
        "number",
        "password",
        "tel",
        "text",
        "url",
    )
}
SELECT = "django/forms/widgets/select.html"


class LeanRenderer(TemplatesSetting):
    """Django's own markup; forty options by template cost as much as a whole list."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        if template_name == SELECT:
            return _select(context["widget"])
        if template_name in INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict) -> SafeString:
    value = widget["value"]
    attrs = {"type": widget["type"], "name": widget["name"]}
    attrs |= {} if value is None else {"value": value}
    return mark_safe(f"<input{_attributes({**attrs, **widget['attrs']})}>")  # noqa: S308


def _select(widget: dict) -> SafeString:
    groups = "".join(
        [_group(name, options) for name, options, _ in widget["optgroups"]]
    )
    attrs = _attributes({"name": widget["name"], **widget["attrs"]})
    return mark_safe(f"<select{attrs}>{groups}</select>")  # noqa: S308 (escaped below)


def _group(name: str | None, options: list[dict]) -> str:
    drawn = "".join([_option(each) for each in options])
    return f'<optgroup label="{_text(name)}">{drawn}</optgroup>' if name else drawn


def _option(option: dict) -> str:
    attrs = _attributes(option["attrs"])
    value, label = _text(option["value"]), _text(option["label"])
    return f'<option value="{value}"{attrs}>{label}</option>'


def _attributes(attrs: dict) -> str:
    """In the order they were given, as Django's template writes them."""
    return "".join(
        [
            f" {name}" if value is True else f' {name}="{_text(value)}"'
            for name, value in attrs.items()
            if value is not False
        ]
    )


def _text(value: object) -> str:
    """``conditional_escape`` without its question whether the text is a lazy one."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))
