"""Posts as rows of the public list."""

from collections.abc import Mapping

from django.urls import reverse

from placements.chinese_dates import starting
from placements.models import PostCategory
from placements.rows import PostRow
from placements.views.public.reader import Reader

CATEGORIES = dict(PostCategory.choices)
MANY = 10  # beyond it the exact number only frightens people away


def demand_band(demand: int) -> str:
    if demand == 0:
        return "还没人填报"
    return f"{demand} 人填报" if demand <= MANY else f"{MANY} 人以上填报"


def seats_left(headcount: int, places_left: int) -> str:
    if places_left <= 0:
        return "名额已满"
    return f"{'' if places_left == headcount else '还有 '}{places_left} 个名额"


def from_home(km: int | None) -> str:
    """离家约 4 公里, or nothing while we do not know where home is."""
    if km is None:
        return ""
    return f"离家约 {km} 公里" if km else "离家不到 1 公里"


def post_rows(
    rows: list[dict], reader: Reader, kilometres: Mapping[str, int]
) -> list[PostRow]:
    # Looked up once, since looking up an address costs more than drawing its row.
    address = reverse("placements:public-post-detail", args=[0])
    return [
        _row(
            row,
            reader,
            kilometres.get(row["township_id"]),
            address.replace("0", str(row["pk"])),
        )
        for row in rows
    ]


def _row(row: dict, reader: Reader, km: int | None, url: str) -> PostRow:
    facts = [
        CATEGORIES[row["category"]],
        from_home(km) or row["township__name"],
        starting(row["starts_on"], row["ends_on"]),
    ]
    if row["has_lodging"]:
        facts.append("提供住宿")
    post = PostRow(
        url=url,
        title=row["title"],
        unit=row["unit__name"],
        demand=demand_band(row["demand"]),
        facts=facts,
        seats=seats_left(row["headcount"], row["places_left"]),
    )
    if rank := reader.ranks.get(row["pk"]):
        post.tone, post.mark = "ok", f"我的第 {rank} 志愿"
        post.mark_icon = "bookmark"
    return post
