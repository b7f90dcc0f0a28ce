"""The bar below a post: what this reader can do about it now, or why nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from placements.eligibility import why_not_for
from placements.models import Application, Post, SeasonWindow
from placements.registration import registration_sentence
from placements.views.public.reader import Reader


@dataclass(frozen=True, slots=True)
class PostAction:
    """A sentence; and a button that posts the wish, or a link, or neither."""

    text: str
    action: str = ""
    url: str = ""
    icon: str = ""

    @property
    def form(self) -> str:
        """The id of the page's form, when the button adds the wish."""
        return "" if self.url else "wish"


def post_action(
    request: HttpRequest, reader: Reader, post: Post, now: datetime
) -> PostAction | None:
    """None for people at work: they have nothing to press here."""
    wishes = reverse("placements:student-wishes")
    if rank := reader.ranks.get(post.pk):
        return PostAction(f"这是你的第 {rank} 志愿", "看我的志愿", wishes)
    if request.user.is_authenticated and not reader.is_student:
        return None
    if not _may_add(request, reader, post, now):
        return PostAction(f"{registration_sentence(post.season, now)}。")
    if not reader.is_student:
        back = urlencode({"next": request.path})
        sign_in = f"{reverse('account_login')}?{back}"
        return PostAction("用手机号登录，约 1 分钟", "登录后加入志愿", sign_in)
    if refusal := why_not_for(reader.profile, post):
        return PostAction(f"这个岗位{refusal}")
    chosen, most = len(reader.ranks), post.season.max_preferences
    if chosen >= most:
        return PostAction(f"已选满 {most} 个志愿，先移除一个", "看我的志愿", wishes)
    said = f"已选 {chosen} 个志愿，" if chosen else ""
    return PostAction(f"{said}最多 {most} 个", "加入志愿", icon="plus")


def _may_add(request: HttpRequest, reader: Reader, post: Post, now: datetime) -> bool:
    """A student whose post was cancelled may choose another after the window too."""
    if post.season.window_open(SeasonWindow.Kind.REGISTRATION, now):
        return True
    return (
        reader.is_student
        and Application.objects.live()
        .for_student(request.user)
        .filter(season=post.season, may_replace_until__gt=now)
        .exists()
    )
