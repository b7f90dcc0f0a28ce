"""What a unit types about a post: half of it may wait until it is handed in."""

import re
from collections.abc import Iterable
from datetime import date
from typing import cast

from crispy_forms.layout import HTML, Div, Fieldset
from django import forms

from accounts.phone import MobileField
from directory.models import Division
from placements.chinese_dates import span
from placements.forms.host_unit import township_choices
from placements.forms.layout import plain_helper
from placements.models import (
    Education,
    Hazard,
    Lunch,
    Place,
    Post,
    PostCategory,
    Season,
)

FEWEST_ROWS, MOST_ROWS = 3, 30
WEEK_HOURS = 40
# A draft may do without; the label says that handing it in may not.
NEEDED_LATER = (
    "need_reason",
    "task_0",
    "deliverable_0",
    "starts_on",
    "ends_on",
    "mentor_name",
)
ADD_ROW = (
    '<button type="submit" class="btn" name="add_row" value="1" formnovalidate>'
    "再加一行</button>"
)


def _date(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    wrong = {"invalid": "写成 2026-07-16 这样的日期。"}
    return forms.DateField(
        label=label, required=False, widget=widget, error_messages=wrong
    )


class PostForm(forms.Form):
    """The whole post on one page, in four sheets.

    ``rows`` tasks are drawn; a press on 再加一行 draws one more and saves nothing.
    """

    title = forms.CharField(
        label="岗位名称", max_length=40, help_text="学生最先看到的，如 短视频采编助理"
    )
    category = forms.ChoiceField(
        label="岗位类别", choices=[("", "选一个"), *PostCategory.choices]
    )
    headcount = forms.IntegerField(
        label="需求人数", min_value=1, max_value=20, initial=1
    )
    need_reason = forms.CharField(
        label="设岗理由",
        max_length=300,
        required=False,
        widget=forms.Textarea,
        help_text="为什么这段时间需要人，一两句",
    )
    education = forms.ChoiceField(
        label="学历要求", choices=Education.choices, initial=Education.ANY
    )
    majors = forms.CharField(
        label="专业要求",
        max_length=200,
        required=False,
        help_text="用顿号分开，如 新闻、广告；空着就是不限",
    )
    skills = forms.CharField(label="技能要求", max_length=100, required=False)
    place = forms.ChoiceField(
        label="工作方式", choices=Place.choices, initial=Place.ONSITE
    )
    township = forms.ChoiceField(label="工作地点")
    starts_on = _date("开始日期")
    ends_on = _date("结束日期")
    days_per_week = forms.IntegerField(
        label="每周几天", min_value=1, max_value=7, initial=5
    )
    hours_per_day = forms.DecimalField(
        label="每天几小时",
        max_digits=3,
        decimal_places=1,
        min_value=1,
        max_value=8,
        initial=8,
        error_messages={"max_value": "每天最多 8 小时。"},
    )
    schedule = forms.CharField(
        label="工作时间",
        max_length=60,
        required=False,
        help_text="如 9:00 — 12:00，14:30 — 17:30",
    )
    lunch = forms.ChoiceField(label="午餐", choices=Lunch.choices, initial=Lunch.NONE)
    has_lodging = forms.BooleanField(label="提供住宿", required=False)
    allowance = forms.IntegerField(
        label="补贴（元/月）", min_value=0, max_value=99_999, required=False
    )
    allowance_payer = forms.CharField(label="补贴由谁出", max_length=30, required=False)
    hazards = forms.MultipleChoiceField(
        label="风险提示",
        choices=Hazard.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    takes_minors = forms.BooleanField(label="接收未满 18 周岁的同学", required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)
    mentor_name = forms.CharField(label="带教导师", max_length=30, required=False)
    mentor_title = forms.CharField(label="导师职务", max_length=30, required=False)
    mentor_phone = MobileField(
        label="导师电话", required=False, help_text="只给录用并接受的同学看"
    )

    def __init__(
        self, *args, season: Season, townships: Iterable[Division], rows: int, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.season = season
        self.townships = {township.code: township for township in townships}
        choices = township_choices(self.townships.values())
        cast(forms.ChoiceField, self.fields["township"]).choices = choices
        self.rows = min(max(rows, FEWEST_ROWS), MOST_ROWS)
        for n in range(self.rows):
            self._add_task_fields(n)
        for name in NEEDED_LATER:
            self.fields[name].is_needed_later = True  # type: ignore[attr-defined]
        self.helper = self._helper()

    def _add_task_fields(self, n: int) -> None:
        self.fields[f"task_{n}"] = forms.CharField(
            label=f"任务 {n + 1}", max_length=100, required=False
        )
        self.fields[f"deliverable_{n}"] = forms.CharField(
            label="交出什么", max_length=60, required=False
        )

    def _helper(self):
        pairs = [(f"task_{n}", f"deliverable_{n}") for n in range(self.rows)]
        tasks = [Div(*pair, css_class="cols cols-2") for pair in pairs]
        more = [HTML(ADD_ROW)] if self.rows < MOST_ROWS else []
        return plain_helper(
            Fieldset(
                "岗位与任务",
                "title",
                Div("category", "headcount", css_class="fields"),
                "need_reason",
                *tasks,
                *more,
                "education",
                "majors",
                "skills",
            ),
            Fieldset(
                "时间地点",
                Div("place", "township", css_class="fields"),
                Div("starts_on", "ends_on", css_class="fields"),
                Div("days_per_week", "hours_per_day", css_class="fields"),
                "schedule",
            ),
            Fieldset(
                "条件与保障",
                Div("lunch", "allowance", "allowance_payer", css_class="fields"),
                "has_lodging",
                "hazards",
                "takes_minors",
                "note",
            ),
            Fieldset("导师", "mentor_name", "mentor_title", "mentor_phone"),
        )

    def clean_township(self) -> Division:
        return self.townships[self.cleaned_data["township"]]

    def clean_allowance(self) -> int:
        return self.cleaned_data["allowance"] or 0

    def clean_majors(self) -> list[str]:
        words = re.split(r"[、，,；;/\s]+", self.cleaned_data["majors"])
        majors = [word for word in dict.fromkeys(words) if word and word != "不限"]
        if any(len(word) > 20 for word in majors):
            raise forms.ValidationError("每个专业最多 20 个字，用顿号分开。")
        return majors

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        self._check_dates(said.get("starts_on"), said.get("ends_on"))
        self._check_week(said.get("days_per_week"), said.get("hours_per_day"))
        if said.get("takes_minors") and Hazard.MACHINERY in said.get("hazards", []):
            self.add_error("takes_minors", "接触机械的岗位不能接收未满 18 周岁的同学。")
        if said.get("allowance") and not said.get("allowance_payer"):
            self.add_error("allowance_payer", "写上补贴由谁出。")
        said["tasks"] = self._tasks(said)

    def _check_dates(self, starts_on: date | None, ends_on: date | None) -> None:
        if starts_on is None or ends_on is None:
            return
        days = (ends_on - starts_on).days + 1
        least, most = self.season.min_days, self.season.max_days
        if days <= 1:
            self.add_error("ends_on", "结束日期要晚于开始日期。")
        elif not least <= days <= most:
            self.add_error(
                "ends_on",
                f"{span(starts_on, ends_on)} 是 {days} 天，"
                f"要在 {least} 到 {most} 天之间。",
            )

    def _check_week(self, days, hours) -> None:
        if days and hours and days * hours > WEEK_HOURS:
            self.add_error(
                "days_per_week",
                f"每周 {float(days * hours):g} 小时，最多 {WEEK_HOURS} 小时。"
                "少排一天，或者每天短一些。",
            )

    def _tasks(self, said: dict) -> list[dict[str, str]]:
        tasks = []
        for n in range(self.rows):
            task = said.pop(f"task_{n}", "")
            deliverable = said.pop(f"deliverable_{n}", "")
            if task and not deliverable:
                self.add_error(f"deliverable_{n}", "写上交出什么，如 短视频 3 条。")
            elif deliverable and not task:
                self.add_error(f"task_{n}", "写上做什么。")
            elif task:
                tasks.append({"task": task, "deliverable": deliverable})
        return tasks


def written_in(post: Post) -> dict:
    """What an edit form starts from."""
    names = [n for n in PostForm.base_fields if n not in ("township", "majors")]
    written = {name: getattr(post, name) for name in names}
    written |= {"township": post.township_id, "majors": "、".join(post.majors)}
    for n, task in enumerate(post.tasks):
        written |= {f"task_{n}": task["task"], f"deliverable_{n}": task["deliverable"]}
    return written


class CancelPostForm(forms.Form):
    reason = forms.CharField(
        label="为什么取消",
        max_length=200,
        widget=forms.Textarea,
        help_text="留在记录里，团委看得到",
        error_messages={"required": "写一句原因。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
