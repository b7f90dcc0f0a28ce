"""What a student may say about the order of wishes and about doing without them."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from directory.models import Committee
from placements.models import PostCategory

TICK = {"class": "form-check-input"}
ACCEPTS = (("yes", "接受，给我这些范围内的空岗"), ("no", "不接受，只等补录"))


class MoveForm(forms.Form):
    direction = forms.ChoiceField(choices=[("up", "上移"), ("down", "下移")])


class AdjustmentForm(forms.Form):
    """服从调剂: where and what the student takes when no wish works."""

    accepts = forms.ChoiceField(
        label="没录上时，接受调剂吗？", choices=ACCEPTS, widget=forms.RadioSelect(TICK)
    )
    committees = forms.TypedMultipleChoiceField(
        label="哪些地区",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple(TICK),
    )
    categories = forms.MultipleChoiceField(
        label="哪些类别",
        help_text="一个不选，就是都可以",
        required=False,
        choices=PostCategory.choices,
        widget=forms.CheckboxSelectMultiple(TICK),
    )

    def __init__(
        self, *args: Any, committees: Sequence[Committee], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        places = cast(forms.ChoiceField, self.fields["committees"])
        places.choices = [
            (
                committee.pk,
                "市直" if committee.is_city else committee.division.short_name,
            )
            for committee in committees
        ]

    def clean_accepts(self) -> bool:
        return self.cleaned_data["accepts"] == "yes"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("accepts") and cleaned.get("committees") == []:
            self.add_error("committees", "接受调剂，要选至少一个地区。")
        return cleaned
