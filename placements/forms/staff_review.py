"""What staff write down when they do not simply say yes. Nothing here writes."""

from django import forms

from directory.models import Committee
from placements.forms.layout import plain_helper
from placements.models import ReturnReason


class ReviewForm(forms.Form):
    """A form whose layout is drawn inside the page's own form element."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class ReturnForm(ReviewForm):
    reasons = forms.MultipleChoiceField(
        label="要改什么",
        choices=ReturnReason.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "至少选一个原因。"},
    )
    note = forms.CharField(
        label="告诉对方怎么改",
        help_text="会原样发给对方。写清楚改哪一处、改成什么样。",
        max_length=300,
        widget=forms.Textarea,
        error_messages={"required": "写一句怎么改，对方才知道改哪里。"},
    )


class RejectForm(ReviewForm):
    reasons = forms.MultipleChoiceField(
        label="为什么不通过",
        choices=ReturnReason.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "至少选一个原因。"},
    )
    note = forms.CharField(
        label="写给学生的原因",
        help_text="会原样发给学生。能改的问题用退回修改，不用不通过。",
        max_length=300,
        widget=forms.Textarea,
        error_messages={"required": "不通过要写明原因，学生会看到。"},
    )


class UnmaskForm(ReviewForm):
    reason = forms.CharField(
        label="为什么要看完整证件号",
        help_text="会和你的名字一起记下来。",
        min_length=4,
        max_length=100,
        error_messages={
            "required": "写明原因，至少 4 个字。",
            "min_length": "写明原因，至少 4 个字。",
        },
    )


class SuspendForm(ReviewForm):
    note = forms.CharField(
        label="为什么暂停",
        help_text="单位会看到。",
        max_length=300,
        widget=forms.Textarea,
        error_messages={"required": "暂停要写明原因。"},
    )


class CancelPostForm(ReviewForm):
    reason = forms.CharField(
        label="为什么取消",
        help_text="填报了它的学生会收到通知。",
        max_length=200,
        widget=forms.Textarea,
        error_messages={"required": "取消要写明原因，学生会问。"},
    )


class InvitationForm(ReviewForm):
    """``committees``: those this person may invite for."""

    unit_name = forms.CharField(label="单位全称", max_length=60)
    phone = forms.RegexField(
        label="联系人手机号",
        help_text="可以不填。填了，链接只写在给他的那条消息里。",
        regex=r"^1[3-9][0-9]{9}$",
        required=False,
        error_messages={"invalid": "手机号是 11 位数字，以 1 开头。"},
    )
    committee = forms.ModelChoiceField(
        label="属地", queryset=Committee.objects.none(), empty_label=None
    )

    def __init__(self, *args, committees, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["committee"]
        field.queryset = committees
        field.label_from_instance = lambda committee: committee.short_name
