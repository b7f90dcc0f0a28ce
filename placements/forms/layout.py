"""How our forms are drawn: inside the page's own <form>, which has the token."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms


def plain_helper(*fields: LayoutObject | str) -> FormHelper:
    """A crispy helper that draws fields only: all of them, or these in this order."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    if fields:
        helper.layout = Layout(*fields)
    return helper


class SegmentedSelect(forms.RadioSelect):
    """A few short answers side by side, such as A, B, C and 不合适."""

    is_segmented = True
