"""Dates of a window and rules of a season, as the city types them."""

from datetime import UTC, datetime

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from placements.forms.layout import plain_helper

TYPED = "%Y-%m-%dT%H:%M"
# A slip of the key in the year; and Python cannot read back what lies before its first.
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
YEAR_IS_WRONG = "看看年份，写错了。"


class LocalMoment(forms.DateTimeField):
    """A date and an hour in Yangquan's time, in the browser's own control."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            input_formats=[TYPED, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            widget=forms.DateTimeInput(
                format=TYPED, attrs={"type": "datetime-local", "step": "60"}
            ),
            validators=[
                MinValueValidator(EARLIEST, YEAR_IS_WRONG),
                MaxValueValidator(LATEST, YEAR_IS_WRONG),
            ],
            error_messages={
                "required": "填日期和时间。",
                "invalid": "写成 2026-07-06 18:00 这样。",
            },
        )


class WindowForm(forms.Form):
    opens_at = LocalMoment("开始")
    closes_at = LocalMoment("结束")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()

    def clean(self) -> dict:
        data = super().clean() or {}
        opens_at, closes_at = data.get("opens_at"), data.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", "结束要晚于开始。")
        return data


def window_initial(window) -> dict:
    """The dates as stored, in local time, to the minute."""
    if window is None:
        return {}
    return {
        "opens_at": timezone.localtime(window.opens_at),
        "closes_at": timezone.localtime(window.closes_at),
    }


class RulesForm(forms.Form):
    max_preferences = forms.IntegerField(
        label="最多填几个志愿",
        help_text="1 到 10。已经填得更多的不会被删，但不能再加。",
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    answer_hours = forms.IntegerField(
        label="录用后几小时内答复",
        help_text="只影响以后发出的录用。",
        validators=[MinValueValidator(1), MaxValueValidator(720)],
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
