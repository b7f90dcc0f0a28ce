"""What the overridden crispy templates need to draw a field as in the mockups."""

from dataclasses import dataclass

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from placements.templatetags.icons import icon_svg

register = template.Library()

GROUP = "bootstrap5/layout/radioselect_inline.html"


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


@register.simple_tag
def label(field: BoundField, is_shown: bool = True) -> SafeString:
    """The label of a field. What is not marked must be filled in."""
    return format_html(
        '<label{} class="form-label{}">{}{}</label>',
        _attribute("for", field.id_for_label),
        "" if is_shown else " visually-hidden",
        field.label,
        _optional(field),
    )


def _optional(field: BoundField) -> str:
    if field.field.required:
        return ""
    is_needed_later = getattr(field.field, "is_needed_later", False)
    text = "提交前要填" if is_needed_later else "选填"
    return format_html(' <span class="small quiet">{}</span>', text)


@register.simple_tag
def hint(field: BoundField) -> str:
    """What to know before typing; stands above the control."""
    if not field.help_text:
        return ""
    name = field.auto_id and f"{field.auto_id}_helptext"
    return format_html(
        '<p class="form-text"{}>{}</p>', _attribute("id", name), field.help_text
    )


@register.simple_tag
def faults(field: BoundField) -> str:
    """What is wrong with a field, under its control."""
    if not field.errors:
        return ""
    name = field.auto_id and f"{field.auto_id}_error"
    mark = icon_svg("exclamation-triangle")
    return format_html(
        '<div class="invalid-feedback d-block"{}>{}</div>',
        _attribute("id", name),
        format_html_join("", "<p>{} {}</p>", ((mark, text) for text in field.errors)),
    )


def _attribute(name: str, value: str | None) -> str:
    return format_html(' {}="{}"', name, value) if value else ""


@register.simple_tag(takes_context=True)
def whole_field(context: template.Context, field: BoundField) -> str:
    """Label, hint, control and faults. Nested templates took half of a form's time."""
    if field.is_hidden:
        return field.as_widget()
    if is_group(field):
        with context.push(field=field):
            return template.Engine.get_default().get_template(GROUP).render(context)
    if is_single_box(field):
        parts = [_box(field), hint(field), faults(field)]
    else:
        is_labelled = context.get("form_show_labels") is not False
        parts = [label(field, is_labelled), hint(field), _controls(field)]
        parts.append(faults(field))
    css = context.get("wrapper_class")
    return format_html(
        '<div id="div_{}" class="field{}">{}</div>',
        field.auto_id,
        f" {css}" if css else "",
        SafeString("".join(parts)),  # each of them is safe
    )


def _box(field: BoundField) -> SafeString:
    return format_html(
        '<div class="form-check">{}<label class="form-check-label"{}>{}</label></div>',
        control(field),
        _attribute("for", field.id_for_label),
        field.label,
    )


def _controls(field: BoundField) -> SafeString:
    """Several controls of one field, such as a span of time, are a group by name."""
    if not field.use_fieldset:
        return control(field)
    return format_html(
        '<div role="group" aria-label="{}"{}>{}</div>',
        field.label,
        _attribute("aria-describedby", field.aria_describedby),
        control(field),
    )


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
