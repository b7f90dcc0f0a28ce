"""One example of every component, with the content of the mockups."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crispy_forms.layout import Fieldset
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

from placements.charts import bar_chart, lottery_line
from placements.forms.layout import SegmentedSelect, plain_helper
from placements.road import Stop, student_road
from placements.rows import PostRow
from placements.templatetags.navigation import Place

NOW = datetime(2021, 7, 14, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
UNIT = "平定县行政审批服务管理局"
FACTS = ["网络新媒体", "离家约 4 公里", "7月16日起 5 周"]


class ProfileForm(forms.Form):
    """Every kind of control there is."""

    phone = forms.CharField(label="手机号", help_text="用来收验证码和到岗通知")
    graduation = forms.ChoiceField(
        label="毕业时间", choices=[("", "选一个"), ("2021-06", "2021年6月")]
    )
    about = forms.CharField(label="会什么", widget=forms.Textarea, required=False)
    grade = forms.ChoiceField(
        label="评价",
        widget=SegmentedSelect,
        choices=[("A", "A"), ("B", "B"), ("C", "C"), ("X", "不合适")],
    )
    channel = forms.ChoiceField(
        label="没录上时，接受调剂吗？",
        widget=forms.RadioSelect,
        choices=[("yes", "接受"), ("no", "不接受，只等补录")],
        help_text="随时可以改",
    )
    districts = forms.MultipleChoiceField(
        label="接受哪些地方",
        widget=forms.CheckboxSelectMultiple,
        choices=[("pd", "平定县"), ("cq", "城区")],
        required=False,
    )
    photo = forms.FileField(label="纸签照片", required=False)
    agreed = forms.BooleanField(label="同意用途说明", help_text="可以随时撤回")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(
            Fieldset("你是谁", "phone", "graduation", "about", "photo", "token"),
            Fieldset("你想去哪", "grade", "channel", "districts", "agreed"),
        )

    def clean_phone(self):
        if len(self.cleaned_data["phone"]) != 11:
            raise forms.ValidationError("少一位，手机号是 11 位数字。")
        return self.cleaned_data["phone"]


class PostFilterForm(forms.Form):
    q = forms.CharField(
        label="搜岗位或单位",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "搜岗位或单位"}),
    )
    sort = forms.ChoiceField(label="排序", choices=[("near", "离家近")])
    category = forms.ChoiceField(label="类别", choices=[("", "全部类别")])
    lodging = forms.BooleanField(label="只看能住宿", required=False)


def wrong_form() -> ProfileForm:
    return ProfileForm({"phone": "1380353552"})


def components() -> dict[str, dict]:
    """What to give each component; every file of the folder is named."""
    stops = student_road("签约")
    places = [Place("/me/", "首页", "home", "page"), Place("/posts/", "岗位", "map")]
    page = Paginator(range(30), 10).page(2)
    chips = [
        {"label": "全部", "url": "?", "count": None},
        {"label": "平定县", "url": "?d=pd", "count": 34, "current": True},
    ]
    return {
        "actionbar": {"action": "提交 4 个志愿", "form": "f", "text": "可随时改"},
        "chart_bars": {
            "chart": bar_chart([("市直", 118, 64), ("高新区", 8, 3)], ("名额", "志愿")),
            "title_id": "chart",
            "row_name": "属地",
        },
        "chart_lottery": {"line": lottery_line(96, 118, 196)},
        "chips": {"chips": chips, "chips_label": "状态"},
        "copy_box": {"text": "录用名单\n张**"},
        "dots": {"facts": FACTS},
        "empty": {
            "text": "还没有志愿。\n先去岗位里挑一个。",
            "url": "/posts/",
            "link": "去看岗位",
        },
        "error_summary": {"form": wrong_form()},
        "facts": {"facts": [("时间", "7月16日 — 8月20日\n36 天"), ("住宿", "不提供")]},
        "filters": {"form": PostFilterForm(), "chips": chips},
        "foot": {},
        "guards": {
            "guards": [
                {
                    "label": "承诺书",
                    "state": "turn",
                    "word": "待签署",
                    "why": "轮到你：7月15日 18:00 前签署",
                },
                {"label": "录用公示", "state": "", "word": "公示中"},
                {"label": "岗前培训", "state": "done", "word": "已完成"},
            ]
        },
        "messages": {
            "messages": [
                Message(constants.SUCCESS, "志愿已提交。"),
                Message(constants.ERROR, "这个岗位刚被取消，没能加入。"),
                Message(constants.INFO, "链接过期了。"),
            ]
        },
        "nav": {"places": places},
        "next": {
            "next": {
                "title": "签署承诺书",
                "due_at": NOW + timedelta(days=1, hours=6),
                "why": "读一遍、签名、收一次验证码，约 3 分钟。签好后才能确认上岗。",
                "url": "/me/letter/",
                "action": "去签署",
                "stops": stops,
            },
            "now": NOW,
        },
        "note": {
            "tone": "danger",
            "title": "这个岗位刚被取消，没能加入",
            "text": "看同单位的",
            "url": "#",
            "link": "2 个岗位",
        },
        "pager": {"page": page},
        "post_rows": {
            "posts": [
                PostRow("#", "信息化运维助理", UNIT, "3 人填报", FACTS, "1 个名额"),
                PostRow(
                    "#",
                    "短视频采编助理",
                    UNIT,
                    "10 人填报",
                    FACTS,
                    tone="ok",
                    mark="我的第 1 志愿",
                    mark_icon="bookmark",
                    current=True,
                ),
            ]
        },
        "progress": {"doing": "正在盖章", "done": 96, "total": 174, "unit": "份"},
        "reasons": {
            "reasons": [
                {
                    "rank": 1,
                    "title": "信息化运维助理",
                    "facts": [UNIT, "1 个名额"],
                    "text": "单位给你的评价是 A，与录用者相同。录用到抽签号 96 为止。",
                    "lottery": lottery_line(96, 118, 196),
                },
                {
                    "rank": 2,
                    "title": "数据统计助理",
                    "facts": [UNIT],
                    "text": "单位评价 A。",
                    "tone": "ok",
                    "mark": "录用",
                },
            ]
        },
        "road": {"stops": stops},
        "seg": {"field": ProfileForm()["grade"]},
        "signature_pad": {},
        "state_badge": {"tone": "warn", "label": "待签署"},
        "stats": {
            "stats": [
                {"number": 129, "label": "家单位", "url": "#", "small": "待审 3"},
                {"number": 290, "label": "个岗位"},
            ]
        },
        "theme_form": {"theme_url": "/theme/", "csrf_token": "t"},
        "todo_rows": {
            "todos": [
                {
                    "count": 12,
                    "label": "个岗位待审",
                    "url": "#",
                    "why": "最早的等了 2 天",
                    "tone": "warn",
                    "mark": "今天到期 3",
                },
                {"count": 3, "label": "家单位待审", "url": "#"},
            ]
        },
    }


def stages() -> list[Stop]:
    return [
        Stop("岗位征集", "now", "/staff/posts/", 12),
        Stop("报名与审核", "done", "/staff/applications/"),
        Stop("公示", "", "/staff/notices/"),
    ]
