"""What a student does next, and until when. Decides from rows, and looks nothing up."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from placements.chinese_dates import day, deadline, moment
from placements.eligibility import missing_education, missing_identity
from placements.models import (
    Application,
    Commitment,
    Placement,
    Season,
    SeasonWindow,
    SelectionResult,
)
from placements.road import Stop, student_road
from placements.states import (
    APPLICATION_IN_PLAY,
    ApplicationState,
    CommitmentState,
    PlacementState,
)

Kind = SeasonWindow.Kind


@dataclass(frozen=True, slots=True)
class NextStep:
    """One card: a title, mostly a date, and a button where the student can act."""

    title: str
    stop: str
    label: str = ""
    why: str = ""
    due_at: datetime | None = None
    due: str = ""
    action: str = ""
    route: str = ""

    @property
    def url(self) -> str:
        return reverse(self.route) if self.route else ""

    @property
    def stops(self) -> list[Stop]:
        return student_road(self.stop)


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the next step depends on. ``result`` is of a released round only."""

    season: Season
    now: datetime
    application: Application | None = None
    wishes: int = 0
    placement: Placement | None = None
    letter: Commitment | None = None
    result: SelectionResult | None = None

    def ends(self, kind: str) -> datetime | None:
        """When the open or coming window of that kind ends."""
        ends = [
            window.closes_at
            for window in self.season.list_windows()
            if window.kind == kind and window.closes_at > self.now
        ]
        return min(ends, default=None)

    def begins(self, kind: str) -> datetime | None:
        """When the next window of that kind opens."""
        begins = [
            window.opens_at
            for window in self.season.list_windows()
            if window.kind == kind and window.opens_at > self.now
        ]
        return min(begins, default=None)

    def is_open(self, kind: str) -> bool:
        return self.season.window_open(kind, self.now)


def next_step(situation: Situation) -> NextStep:
    """The furthest thing that has happened decides."""
    if situation.placement is not None:
        return _after_the_offer(situation, situation.placement)
    application = situation.application
    if application is None or application.state == ApplicationState.WITHDRAWN:
        return _before_applying(situation)
    if application.state in APPLICATION_IN_PLAY:
        return _handed_in(situation, application)
    match application.state:
        case ApplicationState.DRAFT:
            return _draft(situation, application)
        case ApplicationState.RETURNED:
            return NextStep(
                title="改一处再交",
                stop="报名",
                why="团委退回了你的报名，下面写着要改什么。改好再交，约 2 分钟。",
                due_at=situation.ends(Kind.QUALIFICATION_REVIEW),
                action="去修改",
                route="placements:student-application",
            )
        case ApplicationState.REJECTED:
            return NextStep(
                title="本季报名没有通过审核",
                stop="审核",
                why="原因写在下面。有疑问请打咨询电话。",
            )
    return NextStep(title="本季已结束", stop="鉴定", why="下一季开始报名时会通知你。")


def _before_applying(situation: Situation) -> NextStep:
    if situation.is_open(Kind.REGISTRATION):
        return NextStep(
            title="开始报名",
            stop="报名",
            why="四步，约 5 分钟。每一步都会存好，可以分几次填。",
            due_at=situation.ends(Kind.REGISTRATION),
            action="开始报名",
            route="placements:student-application",
        )
    begins = situation.begins(Kind.REGISTRATION)
    if begins is not None:
        return NextStep(
            title="报名还没开始",
            stop="报名",
            why=f"{moment(begins)} 开始。可以先看看有哪些岗位。",
            action="看岗位",
            route="placements:public-post-list",
        )
    planned = situation.season.window(Kind.REGISTRATION)
    return NextStep(
        title="本季报名已截止" if planned else "报名时间还没定",
        stop="报名",
        why="下一次开始报名时，首页会写明。" if planned else "定了会写在这里。",
    )


def _draft(situation: Situation, application: Application) -> NextStep:
    if not situation.is_open(Kind.REGISTRATION):
        return NextStep(
            title="报名已截止，你的草稿没有提交",
            stop="报名",
            why="草稿不算报名。" + _supplement(situation),
        )
    student = application.student
    profile = getattr(student, "student_profile", None)
    if missing_identity(profile, student.name, application.channel):
        step = (
            "补全身份",
            "第 1 步，约 2 分钟。证件号加密保存。",
            "student-application",
        )
    elif missing_education(profile):
        step = ("补全学籍", "第 2 步，约 2 分钟。", "student-application-education")
    elif not situation.wishes:
        step = ("选志愿", "第 3 步。从岗位里挑，按想去的程度排好。", "student-wishes")
    else:
        why = f"已选 {situation.wishes} 个志愿。看一遍再交，约 1 分钟；草稿不算报名。"
        step = ("提交报名", why, "student-application-consent")
    title, why, route = step
    return NextStep(
        title=title,
        stop="报名",
        why=why,
        due_at=situation.ends(Kind.REGISTRATION),
        action=f"去{title.removesuffix('报名')}",
        route=f"placements:{route}",
    )


def _handed_in(situation: Situation, application: Application) -> NextStep:
    if situation.result is not None:
        return NextStep(
            title="这一轮没有录上",
            stop="录用",
            label="等补录",
            why="每个志愿都写了原因。" + _supplement(situation),
            action="看说明",
            route="placements:student-result",
        )
    until = application.may_replace_until
    if until is not None and until > situation.now:
        return NextStep(
            title="换一个志愿",
            stop="报名",
            why="你填报的一个岗位被取消了，可以另选一个，约 2 分钟。",
            due_at=until,
            action="去选岗位",
            route="placements:public-post-list",
        )
    if application.state == ApplicationState.SUBMITTED:
        by = situation.ends(Kind.QUALIFICATION_REVIEW)
        until_when = f"最晚 {moment(by)} 有结果。" if by else ""
        return NextStep(
            title="等团委审核",
            stop="审核",
            why=f"轮到团委。{until_when}审核完会发消息，你不用做什么。",
        )
    return _waiting_for_the_result(situation)


def _waiting_for_the_result(situation: Situation) -> NextStep:
    graded_by = situation.ends(Kind.GRADING)
    if graded_by is not None:
        return NextStep(
            title="等单位评价",
            stop="面试",
            why=f"轮到单位，{moment(graded_by)} 前评完。你不用做什么。",
        )
    by = situation.ends(Kind.SELECTION)
    until_when = f"最晚 {moment(by)} 公布。" if by else ""
    return NextStep(
        title="等选岗结果",
        stop="录用",
        why=f"轮到团市委。{until_when}公布时会发短信。",
    )


def _after_the_offer(situation: Situation, placement: Placement) -> NextStep:
    match placement.state:
        case PlacementState.OFFERED if placement.answer_due_at > situation.now:
            due = deadline(placement.answer_due_at).replace(" 截止", " 前答复")
            return NextStep(
                title=f"你被“{placement.post.title}”录用",
                stop="录用",
                label="答复录用",
                why="看一遍结果，决定去不去，约 1 分钟。到时没答复，名额转给下一位。",
                due_at=placement.answer_due_at,
                due=due,
                action="看结果并答复",
                route="placements:student-result",
            )
        case PlacementState.ACCEPTED:
            return _letter(situation)
        case PlacementState.CONFIRMED:
            return NextStep(
                title="准备到岗",
                stop="上岗",
                why=f"{day(placement.starts_on)} 到岗。到岗前有事先问带教导师。",
            )
        case PlacementState.ON_POST:
            return NextStep(title="在岗实践", stop="上岗", why="有困难随时打咨询电话。")
        case PlacementState.COMPLETED:
            return NextStep(title="等鉴定", stop="鉴定", why="轮到单位。")
    return NextStep(
        title="等补录",
        stop="录用",
        why=f"上一份录用：{_ended(placement)}。" + _supplement(situation),
    )


def _letter(situation: Situation) -> NextStep:
    letter = situation.letter
    if letter is None or letter.state == CommitmentState.TO_SIGN:
        return NextStep(
            title="签署承诺书",
            stop="签约",
            why="读一遍、签名，约 3 分钟。签好后才能确认上岗。",
            due_at=situation.ends(Kind.SIGNING),
            action="去签署",
            route="placements:student-letter",
        )
    return NextStep(
        title="等单位和团市委盖章",
        stop="签约",
        why="承诺书你已经签好，轮到单位和团市委。",
    )


def _ended(placement: Placement) -> str:
    overdue = placement.state == PlacementState.OFFERED
    label = "到时没答复" if overdue else placement.student_label
    return f"“{placement.post.title}”，{label}"


def _supplement(situation: Situation) -> str:
    begins = situation.begins(Kind.REGISTRATION)
    if begins is None:
        return "有补录时会发消息告诉你。"
    return f"补录 {moment(begins)} 开始，到时提醒你。"
