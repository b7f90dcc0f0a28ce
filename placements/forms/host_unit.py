"""What a contact types about the unit, and about colleagues who speak for it too."""

from collections.abc import Iterable
from itertools import groupby
from typing import cast

from crispy_forms.layout import Fieldset
from django import forms
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from accounts.phone import MobileField
from directory.models import Committee, Division
from placements.forms.layout import plain_helper
from placements.models import HostUnit, UnitKind


def township_choices(townships: Iterable[Division]) -> list:
    """Townships under their districts. Needs ``parent`` loaded and code order."""
    grouped = groupby(townships, key=lambda township: township.parent)
    return [
        (district.short_name, [(town.code, town.name) for town in towns])
        for district, towns in grouped
    ]


class UnitForm(forms.Form):
    """The unit's record. ``townships``: where it may lie, by code."""

    name = forms.CharField(
        label="单位全称", max_length=60, help_text="和公章一致，学生看到的就是它"
    )
    kind = forms.ChoiceField(
        label="单位类别", choices=[("", "选一个"), *UnitKind.choices]
    )
    credit_code = forms.CharField(
        label="统一社会信用代码",
        required=False,
        max_length=30,
        help_text="18 位。社区、村和青年之家没有可以空着",
    )
    township = forms.ChoiceField(label="乡镇街道")
    address = forms.CharField(label="详细地址", max_length=100, required=False)
    introduction = forms.CharField(
        label="单位简介",
        max_length=300,
        required=False,
        widget=forms.Textarea,
        help_text="做什么、有什么能让学生学到，300 字以内",
    )
    contact_name = forms.CharField(label="联系人", max_length=30)
    contact_title = forms.CharField(label="职务", max_length=30, required=False)
    contact_phone = MobileField(label="联系电话")

    about: tuple[str, ...] = (
        "name",
        "kind",
        "credit_code",
        "township",
        "address",
        "introduction",
    )

    def __init__(self, *args, townships: Iterable[Division], **kwargs):
        super().__init__(*args, **kwargs)
        self.townships = {township.code: township for township in townships}
        choices = [("", "选一个"), *township_choices(self.townships.values())]
        cast(forms.ChoiceField, self.fields["township"]).choices = choices
        self.helper = plain_helper(
            Fieldset("单位", *self.about),
            Fieldset("联系人", "contact_name", "contact_title", "contact_phone"),
        )

    def clean_credit_code(self) -> str:
        typed = self.cleaned_data["credit_code"]
        if not typed:
            return ""
        try:
            return uscc.validate(typed)
        except ValidationError as wrong:
            raise forms.ValidationError(
                "代码不对，对照营业执照或法人证书再看一遍，共 18 位。"
            ) from wrong

    def clean_township(self) -> Division:
        return self.townships[self.cleaned_data["township"]]


def label_of(committee: Committee) -> str:
    return "市直" if committee.is_city else committee.division.short_name


class CommitteeField(forms.ModelChoiceField):
    """Committees under the name of the place they look after."""

    def label_from_instance(self, obj: Committee) -> str:
        return label_of(obj)


class RegisterUnitForm(UnitForm):
    """A record that also says which committee looks after the unit."""

    committee = CommitteeField(
        Committee.objects.none(),
        label="归哪里管",
        empty_label="选一个",
        help_text="市直单位选市直，其余选所在的县区",
        error_messages={"invalid_choice": "从列表里选一个。"},
    )
    about: tuple[str, ...] = (
        "name",
        "kind",
        "credit_code",
        "committee",
        "township",
        "address",
        "introduction",
    )

    def __init__(self, *args, committees, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(CommitteeField, self.fields["committee"])
        field.queryset = committees

    def clean(self) -> None:
        super().clean()
        committee: Committee | None = self.cleaned_data.get("committee")
        township: Division | None = self.cleaned_data.get("township")
        if committee is None or township is None or committee.is_city:
            return
        if township.parent_id != committee.division_id:
            wrong = f"{township.name}不在{label_of(committee)}，重选一个。"
            self.add_error("township", wrong)


def record_of(unit: HostUnit) -> dict:
    """What an edit form starts from."""
    names = [name for name in UnitForm.base_fields if name != "township"]
    return {name: getattr(unit, name) for name in names} | {
        "township": unit.township_id
    }


class AddMemberForm(forms.Form):
    phone = MobileField(help_text="对方用这个号登录，不用等你审批")
    name = forms.CharField(label="姓名", max_length=30)
    title = forms.CharField(label="职务", max_length=30, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
