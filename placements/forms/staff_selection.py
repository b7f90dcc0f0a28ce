"""What the staff type at the selection desk."""

from django import forms

from placements.forms.layout import plain_helper


class UnlockForm(forms.Form):
    reason = forms.CharField(
        label="为什么要解除锁定",
        help_text="会留下记录，比如“某岗位取消，名单要改”。",
        min_length=4,
        max_length=200,
        error_messages={"required": "写明原因。", "min_length": "至少写 4 个字。"},
        widget=forms.Textarea(attrs={"rows": "3"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class ReleaseForm(forms.Form):
    """Which proposal was on the screen: a newer one must be seen first."""

    seen_run = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
