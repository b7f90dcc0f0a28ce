"""What belongs to the student who is asking."""

from accounts.models import StudentProfile
from accounts.requests import SignedInRequest
from directory.distance import kilometres
from directory.instances import columns, instances
from directory.models import Division, University
from directory.statements import NUMBER, SECOND_NUMBER, Statement
from placements.models import Application, Placement, Season, SelectionResult
from placements.states import APPLICATION_LIVE


def my_latest_application(
    request: SignedInRequest, season: Season
) -> Application | None:
    """This season's newest one, in whatever state, with the profile behind it."""
    for row in NEWEST.rows(season.pk, request.user.pk):  # one at most
        application, profile, residence, university = instances(READ, row)
        application.season = season  # with its windows, which are read already
        application.student = request.user
        if profile is not None:
            profile.user = request.user
            profile.residence, profile.university = residence, university
        # That there is none is remembered too.
        PROFILE_OF.set_cached_value(request.user, profile)
        return application
    return None


PROFILE_OF = StudentProfile._meta.get_field("user").remote_field
READ = (Application, StudentProfile, Division, University)


def _newest(season_id: int, student_id: int):
    mine = Application.objects.filter(season=season_id, student=student_id)
    profile = "student__student_profile__"
    paths = ("", profile, f"{profile}residence__", f"{profile}university__")
    names = [
        f"{path}{name}"
        for path, model in zip(paths, READ, strict=True)
        for name in columns(model)
    ]
    return mine.order_by("-id").values_list(*names)[:1]


NEWEST = Statement(_newest, NUMBER, SECOND_NUMBER)


def my_application(request: SignedInRequest, season: Season) -> Application | None:
    """The one that still counts; a withdrawn or a refused one does not."""
    application = my_latest_application(request, season)
    if application is None or application.state not in APPLICATION_LIVE:
        return None
    return application


def profile_of(application: Application | None) -> StudentProfile | None:
    student = application and application.student
    return getattr(student, "student_profile", None)


def distance_from_home(profile: StudentProfile | None, township: Division) -> str:
    """离家约 4 公里, or nothing while we do not know where home is."""
    home = profile and profile.residence
    km = kilometres(home, township) if home else None
    if km is None:
        return ""
    return f"离家约 {round(km)} 公里" if km >= 1 else "离家不到 1 公里"


def my_placement(request: SignedInRequest, season: Season) -> Placement | None:
    """This season's newest one: live, or how the last one ended."""
    placements = Placement.objects.for_student(request.user).filter(season=season)
    return (
        placements.select_related("post__unit", "post__township", "result")
        .order_by("-id")
        .first()
    )


def my_result(application: Application | None) -> SelectionResult | None:
    """Of the last round that was released; what is not released does not exist."""
    if application is None:
        return None
    return (
        SelectionResult.objects.released()
        .filter(application=application)
        .select_related("run__round")
        .order_by("-run__round__round_no")
        .first()
    )
