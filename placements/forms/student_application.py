"""The steps of an application as forms: the shape of what is typed, nothing else."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from accounts.models import (
    REQUIRED_CONSENTS,
    ConsentPurpose,
    Degree,
    Gender,
    IdType,
    PoliticalStatus,
)
from directory.models import Division, DivisionLevel, University
from placements.models import Channel

CHOOSE = ("", "选一个")
SKILLS = (
    "视频剪辑",
    "文案",
    "摄影",
    "美术设计",
    "编程",
    "外语",
    "支教",
    "篮球",
)


def _calendar() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class IdentityForm(forms.Form):
    """Step 1. ``stored`` is the masked number we have; leaving it empty keeps it."""

    name = forms.CharField(
        label="姓名",
        help_text="和证件上一样",
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    id_type = forms.ChoiceField(label="证件类型", choices=IdType.choices)
    id_number = forms.CharField(
        label="证件号码",
        help_text="加密保存，只用来核对身份",
        max_length=30,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    birth_date = forms.DateField(
        label="出生日期",
        help_text="用身份证的不用填",
        required=False,
        widget=_calendar(),
    )
    gender = forms.ChoiceField(label="性别", choices=[CHOOSE, *Gender.choices])
    political_status = forms.ChoiceField(
        label="政治面貌", choices=[CHOOSE, *PoliticalStatus.choices]
    )
    channel = forms.ChoiceField(label="报名渠道", choices=Channel.choices)
    home_district = forms.TypedChoiceField(
        label="生源地",
        help_text="户口在阳泉的必选，不在阳泉的空着",
        required=False,
        empty_value=None,
    )
    residence = forms.TypedChoiceField(
        label="假期住在", help_text="只到乡镇街道，用来算离岗位多远", empty_value=None
    )

    def __init__(
        self, *args: Any, divisions: Sequence[Division], stored: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        places = {division.code: division for division in divisions}
        home = cast(forms.TypedChoiceField, self.fields["home_district"])
        residence = cast(forms.TypedChoiceField, self.fields["residence"])
        # A code becomes the row we were given; no second look into the database.
        home.coerce = residence.coerce = places.__getitem__
        home.choices = [
            ("", "不在阳泉"),
            *((district.code, district.short_name) for district in _districts(places)),
        ]
        residence.choices = [CHOOSE, *_by_district(places)]
        if stored:
            number = self.fields["id_number"]
            number.required = False
            number.help_text = f"已保存 {stored}。要改就重新填，不改就空着"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_native = cleaned.get("channel") == Channel.NATIVE
        if is_native and cleaned.get("home_district", "") is None:
            self.add_error("home_district", "阳泉户籍的，选户口所在的县区。")
        return cleaned


def _districts(places: dict[str, Division]) -> list[Division]:
    kinds = (DivisionLevel.COUNTY, DivisionLevel.ZONE)
    return [place for place in places.values() if place.level in kinds]


def _by_district(places: dict[str, Division]) -> list[tuple[str, list]]:
    groups = [
        (
            district.short_name,
            [
                (place.code, place.short_name)
                for place in places.values()
                if place.parent_id == district.code
                and place.level == DivisionLevel.TOWNSHIP
            ],
        )
        for district in _districts(places)
    ]
    return [group for group in groups if group[1]]


class EducationForm(forms.Form):
    """Step 2. The university is typed, with a list to pick from."""

    university = forms.CharField(
        label="学校",
        help_text="写全称，输入时可以从列表里选",
        widget=forms.TextInput(attrs={"list": "universities", "autocomplete": "off"}),
    )
    college = forms.CharField(label="学院", max_length=50, required=False)
    major = forms.CharField(label="专业", max_length=50)
    degree = forms.ChoiceField(label="学历", choices=[CHOOSE, *Degree.choices])
    entry_year = forms.IntegerField(
        label="入学年份",
        min_value=2000,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    graduates_on = forms.DateField(
        label="预计毕业",
        help_text="年和月，如 2028-07",
        input_formats=["%Y-%m", "%Y-%m-%d", "%Y.%m", "%Y年%m月"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
    )
    skills = forms.MultipleChoiceField(
        label="特长",
        required=False,
        choices=[(skill, skill) for skill in SKILLS],
        widget=forms.CheckboxSelectMultiple,
    )
    introduction = forms.CharField(
        label="自我介绍",
        help_text="会做什么、想学什么，两三句就好。单位会看",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    available_from = forms.DateField(
        label="最早到岗", required=False, widget=_calendar()
    )
    available_until = forms.DateField(
        label="最晚离岗", required=False, widget=_calendar()
    )

    def __init__(
        self, *args: Any, universities: Sequence[University], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.universities = universities

    def clean_university(self) -> University:
        typed = "".join(self.cleaned_data["university"].split())
        for university in self.universities:
            if university.name == typed:
                return university
        raise forms.ValidationError(
            "没有找到这所学校。写全称，如“太原理工大学”；列表里没有就打咨询电话。"
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start: date | None = cleaned.get("available_from")
        end: date | None = cleaned.get("available_until")
        if start and end and end <= start:
            self.add_error("available_until", "最晚离岗要在最早到岗之后。")
        return cleaned


class ConsentForm(forms.Form):
    """Step 4: one box for each purpose that was not agreed to before, none ticked."""

    def __init__(self, *args: Any, given: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose in ConsentPurpose:
            if purpose not in given:
                self.fields[purpose.value] = forms.BooleanField(
                    label=purpose.label,
                    required=purpose in REQUIRED_CONSENTS,
                    error_messages={"required": "这一项不同意，就办不了报名。"},
                )

    @property
    def needed(self) -> list[forms.BoundField]:
        return [field for field in self if field.field.required]

    @property
    def optional(self) -> list[forms.BoundField]:
        return [field for field in self if not field.field.required]

    @property
    def agreed(self) -> list[str]:
        return [
            purpose for purpose, is_agreed in self.cleaned_data.items() if is_agreed
        ]
