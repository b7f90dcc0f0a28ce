"""What the overridden crispy templates need to draw a field as in the mockups."""

from dataclasses import dataclass

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary, and the control it leads to."""

    text: str
    label: str = ""
    control: str = ""


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The bare control in our classes. Leaves the widget untouched, unlike crispy's."""
    widget = field.field.widget
    if isinstance(widget, forms.Select):
        css = "form-select"
    elif isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    else:
        css = "form-control"
    own = widget.attrs.get("class", "")
    wrong = "is-invalid" if field.errors else ""
    attrs: dict[str, str | bool] = {"class": " ".join(filter(None, (css, own, wrong)))}
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        attrs["rows"] = "4"  # Django's ten fill a phone, and hide the button below
    return field.as_widget(attrs=attrs)


@register.filter
def is_group(field: BoundField) -> bool:
    """Several boxes or circles that share one question."""
    return isinstance(field.field.widget, forms.RadioSelect)


@register.filter
def is_single_box(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.simple_tag
def problems(form: forms.BaseForm) -> list[Problem]:
    """Everything wrong with a form, in the order of its fields."""
    found = [Problem(str(text)) for text in form.non_field_errors()]
    for field in form.hidden_fields():
        found += [Problem(str(text)) for text in field.errors]
    for field in form.visible_fields():
        label = str(field.label).rstrip("？：")  # a colon follows it
        found += [Problem(str(e), label, _first_control(field)) for e in field.errors]
    return found


def _first_control(field: BoundField) -> str:
    """The id a link can jump to; a group of boxes has only those of its boxes."""
    return field.id_for_label or next((w.id_for_label for w in field.subwidgets), "")
