"""Which change is told to whom. Writing a notice is part of the transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from notices.models import Notice
from notices.outbox import tell, tell_many
from placements.chinese_dates import moment
from placements.models import (
    Application,
    HostUnit,
    Placement,
    Post,
    Preference,
    ReturnReason,
    UnitMember,
)


def _reasons(codes: list[str], note: str) -> str:
    labels = "、".join(str(ReturnReason(code).label) for code in codes)
    return f"{labels}。{note}" if note else f"{labels}。"


def _tell_members(unit: HostUnit, kind: str, text: str, url: str) -> None:
    members = unit.members.filter(valid_until=None).select_related("user")
    tell_many(
        [
            Notice(recipient=member.user, kind=kind, text=text, url=url)
            for member in members.order_by("id")
        ]
    )


def tell_unit_approved(unit: HostUnit) -> None:
    text = f"{unit.name}已通过审核，可以报岗位了。"
    _tell_members(unit, "unit.approved", text, reverse("placements:host-home"))


def tell_unit_returned(unit: HostUnit) -> None:
    why = _reasons(unit.return_reasons, unit.return_note)
    text = f"{unit.name}的登记被退回修改：{why}"
    _tell_members(unit, "unit.returned", text, reverse("placements:host-unit"))


def tell_unit_suspended(unit: HostUnit, note: str) -> None:
    text = f"{unit.name}暂停参加：{note}。有疑问打团委电话。"
    _tell_members(unit, "unit.suspended", text, reverse("placements:host-unit"))


def tell_unit_resumed(unit: HostUnit) -> None:
    text = f"{unit.name}恢复参加，可以接着报岗位了。"
    _tell_members(unit, "unit.resumed", text, reverse("placements:host-home"))


def tell_new_member(member: UnitMember) -> None:
    text = f"你成了{member.unit.name}的联系人，可以报岗位、评价学生。"
    url = reverse("placements:host-home")
    tell(member.user, "unit.member_added", text, url=url)


def tell_imported_contacts(members: Iterable[UnitMember]) -> None:
    """Members with ``unit`` and ``user`` loaded, who did nothing to become one."""
    url = reverse("placements:host-home")
    tell_many(
        [
            Notice(
                recipient=member.user,
                kind="unit.member_imported",
                text=(
                    f"团委导入了{member.unit.name}的岗位，把你登记为联系人。"
                    "看一眼岗位，有错打团委电话。"
                ),
                url=url,
            )
            for member in members
        ]
    )


def tell_unit_post_published(post: Post) -> None:
    text = f"岗位“{post.title}”已发布，学生可以填报了。"
    url = reverse("placements:host-post-detail", args=[post.pk])
    _tell_members(post.unit, "post.published", text, url)


def tell_unit_post_returned(post: Post) -> None:
    why = _reasons(post.return_reasons, post.return_note)
    text = f"岗位“{post.title}”被退回修改：{why}"
    url = reverse("placements:host-post-detail", args=[post.pk])
    _tell_members(post.unit, "post.returned", text, url)


def tell_unit_post_cancelled(post: Post) -> None:
    text = f"岗位“{post.title}”被团委取消：{post.cancel_reason}"
    url = reverse("placements:host-post-detail", args=[post.pk])
    _tell_members(post.unit, "post.cancelled_by_staff", text, url)


def tell_students_post_cancelled(
    post: Post, applications: list[Application], *, until: datetime
) -> None:
    """Applications with ``student`` loaded; they may choose another post in time."""
    tell_many(
        [
            Notice(
                recipient=application.student,
                kind="post.cancelled",
                text=(
                    f"你填报的“{post.title}”（{post.unit.name}）被取消了。"
                    f"{moment(until)} 前可以换一个岗位。"
                ),
                url=reverse("placements:student-wishes"),
                context={"post_id": post.pk},
            )
            for application in applications
        ],
        sms=True,
    )


def tell_students_post_changed(
    wishes: Iterable[Preference], changes: Mapping[int, Sequence[str]]
) -> None:
    """Wishes with post, unit and student loaded; post → what changed, in words."""
    url = reverse("placements:student-wishes")
    tell_many(
        [
            Notice(
                recipient=wish.application.student,
                kind="post.changed",
                text=(
                    f"你填报的“{wish.post.title}”（{wish.post.unit.name}）改了"
                    f"{'、'.join(changes[wish.post_id])}。看一眼，还合适就不用动。"
                ),
                url=url,
                context={"post_id": wish.post_id},
            )
            for wish in wishes
        ]
    )


def tell_student_placement_cancelled(placement: Placement) -> None:
    text = f"“{placement.post.title}”被取消了，你的录用随之取消。团市委会优先给你调剂。"
    tell(
        placement.student,
        "placement.cancelled",
        text,
        url=reverse("placements:student-home"),
        sms=True,
    )


def tell_student_qualified(application: Application) -> None:
    text = "你的报名通过了资格审核。接下来等单位评价。"
    tell(
        application.student,
        "application.qualified",
        text,
        url=reverse("placements:student-home"),
    )


def tell_student_returned(application: Application) -> None:
    why = _reasons(application.return_reasons, application.return_note)
    tell(
        application.student,
        "application.returned",
        f"你的报名要改一处再交：{why}",
        url=reverse("placements:student-application"),
        sms=True,
    )


def tell_student_rejected(application: Application) -> None:
    why = _reasons(application.return_reasons, application.return_note)
    tell(
        application.student,
        "application.rejected",
        f"你的报名没有通过资格审核：{why}有疑问请打咨询电话。",
        url=reverse("placements:student-home"),
    )


NOT_PLACED = "这一轮没有录上。看每个志愿的说明，补录时可以再选。"


def offered_text(title: str, unit: str, due: datetime) -> str:
    return f"你被“{title}”（{unit}）录用。{moment(due)} 前答复。"


def unit_offered_text(count: int, due: datetime) -> str:
    return f"选岗结果出来了：你们录用 {count} 人，{moment(due)} 前等他们答复。"


def tell_students_offered(placements: list[Placement]) -> None:
    """Placements with ``student`` and ``post__unit`` loaded."""
    url = reverse("placements:student-result")
    tell_many(
        [
            Notice(
                recipient=placement.student,
                kind="placement.offered",
                text=offered_text(
                    placement.post.title,
                    placement.post.unit.name,
                    placement.answer_due_at,
                ),
                url=url,
                context={"placement_id": placement.pk},
            )
            for placement in placements
        ],
        sms=True,
    )


def tell_students_not_placed(students: list[User]) -> None:
    url = reverse("placements:student-result")
    tell_many(
        [
            Notice(
                recipient=student, kind="selection.not_placed", text=NOT_PLACED, url=url
            )
            for student in students
        ]
    )


def tell_units_offered(placements: list[Placement], due: datetime) -> None:
    """Placements with ``post`` loaded; one notice a contact, however many posts."""
    offered = Counter(placement.post.unit_id for placement in placements)
    members = UnitMember.objects.filter(unit__in=offered, valid_until=None)
    url = reverse("placements:host-placement-list")
    tell_many(
        [
            Notice(
                recipient=member.user,
                kind="unit.offered",
                text=unit_offered_text(offered[member.unit_id], due),
                url=url,
            )
            for member in members.select_related("user").order_by("id")
        ]
    )


def tell_unit_accepted(placement: Placement) -> None:
    text = f"{placement.student.name}接受了“{placement.post.title}”的录用。"
    url = reverse("placements:host-post-detail", args=[placement.post_id])
    _tell_members(placement.post.unit, "placement.accepted", text, url)


def tell_unit_declined(placement: Placement) -> None:
    text = f"{placement.student.name}放弃了“{placement.post.title}”，名额空出来了。"
    url = reverse("placements:host-post-detail", args=[placement.post_id])
    _tell_members(placement.post.unit, "placement.declined", text, url)


def tell_student_expired(placement: Placement) -> None:
    text = f"“{placement.post.title}”的录用到时没有答复，名额已转出。你可以参加补录。"
    tell(
        placement.student,
        "placement.expired",
        text,
        url=reverse("placements:student-home"),
        sms=True,
    )


def tell_student_letter_ready(placement: Placement) -> None:
    tell(
        placement.student,
        "letter.ready",
        "承诺书写好了，读一遍、签名，约 3 分钟。",
        url=reverse("placements:student-letter"),
    )
