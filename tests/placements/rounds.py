"""A small season for the selection: named students, lettered posts, their grades."""

from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import User
from placements.actions.selection import (
    lock_lists,
    release_round,
    run_selection,
    send_for_review,
)
from placements.models import (
    Application,
    DeclineReason,
    Post,
    Preference,
    Season,
    SelectionResult,
    SelectionRound,
    SelectionRun,
)
from tests.factories import (
    ApplicationFactory,
    PostFactory,
    PreferenceFactory,
    SeasonFactory,
    UserFactory,
    city_staff,
    open_window,
)


def season_with_a_window() -> Season:
    """A season that has windows is read with them in one statement."""
    season = SeasonFactory()
    open_window(season, "SELECTION")
    return season


@dataclass
class Scene:
    """`wish("何", "甲 A", "乙 B")`: 何 lists 甲 and 乙, who graded A and B."""

    season: Season = field(default_factory=season_with_a_window)
    first: User = field(default_factory=city_staff)
    second: User = field(default_factory=city_staff)
    posts: dict[str, Post] = field(default_factory=dict)
    students: dict[str, Application] = field(default_factory=dict)

    def post(self, title: str, seats: int = 1, **fields) -> Post:
        self.posts[title] = PostFactory(
            season=self.season, title=title, headcount=seats, **fields
        )
        return self.posts[title]

    def wish(self, name: str, *wishes: str) -> Application:
        application = ApplicationFactory(season=self.season, qualified=True)
        User.objects.filter(pk=application.student_id).update(name=name)
        application.student.name = name
        self.students[name] = application
        for rank, wish in enumerate(wishes, start=1):
            self._list(application, rank, *wish.split())
        return application

    def _list(self, application, rank: int, title: str, grade: str = "") -> Preference:
        judged = {}
        if grade:
            judged = {"graded_at": timezone.now(), "graded_by": UserFactory()}
        declined = DeclineReason.DATES if grade == "DECLINED" else ""
        return PreferenceFactory(
            application=application,
            post=self.posts[title],
            rank=rank,
            grade=grade,
            decline_reason=declined,
            **judged,
        )

    def lock(self) -> SelectionRound:
        return lock_lists(self.season, by=self.first, now=timezone.now())

    def run(self) -> SelectionRun:
        return run_selection(self.lock(), by=self.first)

    def send(self) -> SelectionRound:
        round_ = self.run().round
        return send_for_review(round_, by=self.first, now=timezone.now())

    def release(self) -> SelectionRound:
        round_ = self.send()
        release_round(round_, by=self.second, now=timezone.now())
        round_.refresh_from_db()
        return round_

    def result(self, run: SelectionRun, name: str) -> SelectionResult:
        return run.results.get(application=self.students[name])


def six_students() -> Scene:
    """Every kind of leftover: 甲 is fought over, nobody lists 戊."""
    scene = Scene()
    for title in "甲乙丙丁戊":
        scene.post(title)
    scene.wish("何嘉宁", "甲 A")
    scene.wish("张晓晨", "甲 B", "乙 A")
    scene.wish("武静怡", "甲 C")
    scene.wish("高志远", "丙")
    scene.wish("任文博", "丁 DECLINED")
    scene.wish("刘一帆")
    return scene
