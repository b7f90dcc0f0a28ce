"""One applicant's row on the grading page."""

from django import forms

from placements.forms.layout import SegmentedSelect
from placements.models import DeclineReason, Grade, Preference


class GradeForm(forms.Form):
    """``seen`` says which grade was on the screen when the person judged.

    Fields are named by the application: the keys of wishes count up as they are made,
    so that two posts' pages side by side would tell which one a student chose first.
    """

    grade = forms.ChoiceField(
        choices=[choice for choice in Grade.choices if choice[0]],
        widget=SegmentedSelect,
        required=False,
    )
    decline_reason = forms.ChoiceField(
        label="原因（学生只看到“与岗位要求不符”）",
        choices=[("", "选一个原因"), *DeclineReason.choices],
        required=False,
    )
    decline_note = forms.CharField(
        label="说明（只有团委看得到）", max_length=200, required=False
    )
    seen = forms.CharField(required=False)

    def __init__(self, wish: Preference, data=None):
        initial = {
            "grade": wish.grade,
            "decline_reason": wish.decline_reason,
            "decline_note": wish.decline_note,
        }
        super().__init__(data, prefix=f"a{wish.application_id}", initial=initial)
        self.fields["grade"].label = f"对 {wish.application.student.name} 的评价"

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        if said.get("grade") == Grade.DECLINED:
            if not said.get("decline_reason"):
                self.add_error("decline_reason", "选一个原因，要给学生交代。")
            elif said["decline_reason"] == DeclineReason.OTHER and not said.get(
                "decline_note"
            ):
                self.add_error("decline_note", "原因选了其他，要写明。")
