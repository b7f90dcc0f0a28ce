"""Mobile numbers as people type them, and the one way they are stored: 11 digits."""

import re

from django import forms

from accounts.digits import plain_digits
from accounts.models import MOBILE


def plain_number(typed: str) -> str:
    """What was typed, without width, country code, spaces and dashes.

    It need not be a mobile number afterwards: ``MOBILE`` judges that.
    """
    digits = re.sub(r"[\s()\-–—.·]", "", plain_digits(typed))
    return re.sub(r"^(\+86|0086|86)(?=\d{11}$)", "", digits)


def masked_number(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}"


class MobileField(forms.CharField):
    """Accepts 138 0000 0000, +86-138…, 0086…, full-width digits; gives 11 digits."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "手机号")
        kwargs.setdefault("max_length", 30)
        kwargs.setdefault("validators", [MOBILE])
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        kwargs.setdefault("error_messages", {"required": "填写手机号。"})
        super().__init__(**kwargs)

    def to_python(self, value):
        return plain_number(super().to_python(value))
