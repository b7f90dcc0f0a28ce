"""What a reader may ask of the list of posts. Nonsense in an address asks nothing."""

from collections.abc import Mapping

from django import forms

from accounts.models import Degree
from placements.browsing import Wanted
from placements.models import PostCategory

NEAR, NEW = "near", "new"
DISTANCES = {"10": "10 公里内", "30": "30 公里内"}


class PostFilterForm(forms.Form):
    """The search box, the folded filters, and the chosen district as a hidden field.

    Readers whose home we know sort by distance and narrow by it; those whose major we
    know tick a box where others type a word.
    """

    q = forms.CharField(
        label="搜岗位或单位",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "搜岗位或单位"}),
    )
    area = forms.CharField(max_length=12, widget=forms.HiddenInput)
    sort = forms.ChoiceField(label="排序", choices=[(NEAR, "离家近"), (NEW, "最新")])
    category = forms.ChoiceField(label="类别", choices=PostCategory.choices)
    km = forms.ChoiceField(label="离家", choices=[("", "不限"), *DISTANCES.items()])
    degree = forms.ChoiceField(
        label="我的学历", choices=[("", "不限"), *Degree.choices]
    )
    major = forms.CharField(label="我的专业", max_length=20)
    mine = forms.BooleanField(label="只看专业对口")
    free = forms.BooleanField(label="只看有空余名额")
    undemanded = forms.BooleanField(label="只看还没人填报")
    lodging = forms.BooleanField(label="只看能住宿")

    def __init__(self, data, *, knows_home: bool, major: str, **kwargs) -> None:
        super().__init__(data, auto_id="f_%s", **kwargs)
        self.my_major = major
        for field in self.fields.values():
            field.required = False
        for name in () if knows_home else ("sort", "km"):
            del self.fields[name]
        del self.fields["major" if major else "mine"]

    def wanted(self) -> Wanted:
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            q=said.get("q", ""),
            area=said.get("area", ""),
            category=said.get("category", ""),
            within_km=int(said["km"]) if said.get("km") else None,
            degree=said.get("degree", ""),
            major=said.get("major", ""),
            my_major=self.my_major if said.get("mine") else "",
            lodging=said.get("lodging", False),
            free=said.get("free", False),
            undemanded=said.get("undemanded", False),
            nearest="sort" in self.fields and said.get("sort") != NEW,
        )

    def offer_categories(self, posts: Mapping[str, int]) -> None:
        """Only those there are, with how many; and always the one that was chosen."""
        chosen = self.cleaned_data.get("category")
        offered = [
            (code, f"{label}（{posts[code]}）" if code in posts else label)
            for code, label in PostCategory.choices
            if code in posts or code == chosen
        ]
        self.fields["category"].widget.choices = [("", "全部类别"), *offered]  # type: ignore[attr-defined]
