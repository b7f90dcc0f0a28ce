"""Run by ``bench.web`` inside its scratch site: what each page costs, and the crowd."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import django
import psutil

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import REQUIRED_CONSENTS, Consent, User  # noqa: E402
from audit.models import Event  # noqa: E402
from bench._bare import site_and_limit  # noqa: E402
from bench._crowd import Asked, Crowd, all_at_once  # noqa: E402
from bench._season import (  # noqa: E402
    city_staff,
    multiply,
    ready_students,
    sign_in,
    write_season,
)
from placements.models import Application, Post  # noqa: E402
from placements.states import ApplicationState  # noqa: E402

APPLICATION = site_and_limit()
LIMIT = "/bare/posts/"
TIMES = 100
ROUNDS = int(sys.argv[1]) if sys.argv[1:] else 8  # in turn with the limit
PER_ROUND = 20
PEOPLE = 200
THREADS, WORKERS = 8, 2
GROWTH = 1.3
OPENINGS = 3  # in turn with the limit; the middle one counts
AGREED = tuple((str(purpose), "on") for purpose in sorted(REQUIRED_CONSENTS))


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its budget; ``session`` is whose eyes see it."""

    name: str
    path: str
    session: str
    statements: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Cost:
    statements: int
    cpu_ms: float
    limit_ms: float

    @property
    def ratio(self) -> float:
        return self.cpu_ms / self.limit_ms


def main() -> int:
    # One backend for all of it, or there would be nothing to read its CPU from.
    connection.settings_dict["CONN_MAX_AGE"] = None
    season = write_season()
    ready = ready_students(season, 2 * PEOPLE * OPENINGS)
    pages = _pages(ready[0].student)
    small = {page: _cost(page) for page in pages}
    multiply(TIMES)
    large = {page: _cost(page) for page in pages}
    verdicts = [_say_pages(pages, small, large)]
    with _server() as port:
        verdicts.append(_say_readers(port))
        verdicts.append(_say_opening_minute(port, ready))
    return 0 if all(verdicts) else 1


def _pages(student: User) -> list[Page]:
    me, staff = sign_in(student), sign_in(city_staff(), "mfa")
    post = Post.objects.published().order_by("id")[0]
    detail = reverse("placements:public-post-detail", args=[post.pk])
    rows = [
        ("public post list", reverse("placements:public-post-list"), "", 3, 2),
        ("post detail", detail, "", 4, 2),
        ("application form", reverse("placements:student-application"), me, 6, 2),
        ("staff review list", reverse("placements:staff-post-list"), staff, 8, 4),
        ("student home", reverse("placements:student-home"), me, 10, 4),
        ("staff home", reverse("placements:staff-home"), staff, 10, 4),
        ("post list, a student", reverse("placements:public-post-list"), me, 8, 4),
    ]
    return [Page(*row) for row in rows]


def _fetch(path: str, session: str = "") -> int:
    """One request through the WSGI door, read to its end."""
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_COOKIE": f"sessionid={session}" if session else "",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    status: list[str] = []
    response = APPLICATION(environ, lambda line, headers: status.append(line))
    b"".join(response)
    response.close()
    return int(status[0].split()[0])


def _cost(page: Page) -> Cost:
    """Page and limit in turn, so that both meet the same weather on this machine."""
    for path, session in ((LIMIT, ""), (page.path, page.session)):
        for _ in range(5):
            if (code := _fetch(path, session)) != 200:
                raise SystemExit(f"{path} answered {code}")
    with CaptureQueriesContext(connection) as queries:
        _fetch(page.path, page.session)
    statements = len(queries.captured_queries)  # before the next request clears them
    mine = limit = 0.0
    for _ in range(ROUNDS):
        limit += _cpu(lambda: _fetch(LIMIT))
        mine += _cpu(lambda: _fetch(page.path, page.session))
    cost = Cost(statements, mine / ROUNDS, limit / ROUNDS)
    print(
        f"  {page.name}: {cost.cpu_ms:.1f} ms, {cost.ratio:.2f} × the limit", flush=True
    )
    return cost


def _cpu(ask: Callable[[], int]) -> float:
    """Milliseconds of this process and of its Postgres backend for one request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    gc.collect()
    before = time.process_time() + sum(backend.cpu_times()[:2])
    for _ in range(PER_ROUND):
        ask()
    after = time.process_time() + sum(backend.cpu_times()[:2])
    return (after - before) * 1000 / PER_ROUND


def _verdict(is_within: bool) -> str:
    return "within" if is_within else "OVER"


def _say_pages(
    pages: list[Page], small: dict[Page, Cost], large: dict[Page, Cost]
) -> bool:
    print(
        f"CPU of a request (worker and Postgres) as a multiple of the limit, with 290 "
        f"and with {290 * TIMES} posts\n"
        f"{'':22}{'SQL':>9}{'ms':>15}{'× limit':>15}{'budget':>9}{'growth':>9}"
    )
    all_within = True
    for page in pages:
        a, b = small[page], large[page]
        growth = b.ratio / a.ratio
        within = (
            a.statements == b.statements <= page.statements
            and max(a.ratio, b.ratio) <= page.ratio
            and growth <= GROWTH
        )
        all_within &= within
        print(
            f"{page.name:22}{f'{a.statements}/{b.statements}':>9}"
            f"{f'{a.cpu_ms:.1f}/{b.cpu_ms:.1f}':>15}"
            f"{f'{a.ratio:.2f}/{b.ratio:.2f}':>15}{page.ratio:>9}{growth:>9.2f}"
            f"  {_verdict(within)} (SQL ≤ {page.statements}, growth ≤ {GROWTH})"
        )
    limit = sum(cost.limit_ms for cost in small.values()) / len(small)
    print(f"the limit itself: {limit:.1f} ms\n")
    return all_within


@contextmanager
def _server() -> Iterator[int]:
    """The site and the limit under gunicorn, as in production."""
    port = 8000 + os.getpid() % 1000
    command = [sys.executable, "-m", "gunicorn", "bench._server:application", "-b"]
    command += [f"127.0.0.1:{port}", "-k", "gthread", "--threads", str(THREADS)]
    command += ["-w", str(WORKERS), "--backlog", "512", "--log-level", "critical"]
    connection.close()
    server = subprocess.Popen(command, env=os.environ)
    try:
        _warm(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _warm(port: int) -> None:
    for _ in range(100):
        crowd = all_at_once(port, [Asked(LIMIT), Asked("/posts/")] * THREADS)
        if set(crowd.codes) == {200}:
            return
        time.sleep(0.2)
    raise SystemExit("the server does not answer")


def _say_readers(port: int) -> bool:
    limit, mine = _best(
        lambda: all_at_once(port, [Asked(LIMIT)] * PEOPLE),
        lambda: all_at_once(port, [Asked("/posts/")] * PEOPLE),
    )
    ratio = mine.p99 / limit.p99
    within = set(mine.codes) == {200} and ratio <= 2
    print(
        f"{PEOPLE} readers at once: p99 {mine.p99 * 1000:.0f} ms, {ratio:.2f} × the "
        f"limit's {limit.p99 * 1000:.0f} ms, {_wrong(mine, 200)} errors"
        f"  {_verdict(within)} (≤ 2, 0)"
    )
    return within


def _best(*runs: Callable[[], Crowd]) -> list[Crowd]:
    """The middle one of three by the slowest answer, taken in turn."""
    rounds = [[run() for run in runs] for _ in range(3)]
    return [
        sorted(column, key=lambda c: c.p99)[1] for column in zip(*rounds, strict=True)
    ]


def _wrong(crowd: Crowd, code: int) -> int:
    return sum(found != code for found in crowd.codes)


def _say_opening_minute(port: int, ready: list[Application]) -> bool:
    """Half of the students meet the limit, the other half the site; three times."""
    halves = [ready[i : i + PEOPLE] for i in range(0, len(ready), PEOPLE)]
    rounds = [
        (all_at_once(port, _to_the_limit(a)), all_at_once(port, _to_the_site(b)))
        for a, b in zip(halves[::2], halves[1::2], strict=True)
    ]
    shares = [site.a_second / limit.a_second for limit, site in rounds]
    limit, site = rounds[shares.index(sorted(shares)[len(shares) // 2])]
    ratio = site.a_second / limit.a_second
    errors = sum(_wrong(crowd, 302) for pair in rounds for crowd in pair)
    faults = _faults([each for half in halves[1::2] for each in half])
    within = not errors and not faults and ratio >= 0.5
    print(
        f"{PEOPLE} submitting at once: {site.a_second:.0f} a second, {ratio:.2f} of "
        f"the limit's {limit.a_second:.0f}"
        f" (of {', '.join(f'{share:.2f}' for share in shares)}), {errors} errors, "
        f"{faults or 'no row lost or doubled, no post above its headcount'}"
        f"  {_verdict(within)} (≥ 0.5, 0)"
    )
    return within


def _to_the_limit(ready: list[Application]) -> list[Asked]:
    return [Asked(f"/bare/submit/{each.pk}/", "", AGREED) for each in ready]


def _to_the_site(ready: list[Application]) -> list[Asked]:
    path = reverse("placements:student-application-consent")
    return [Asked(path, sign_in(each.student), AGREED) for each in ready]


def _faults(handed_in: list[Application]) -> str:
    """What the database says about the submissions, not what the server answered."""
    mine = Application.objects.filter(pk__in=[a.pk for a in handed_in])
    submitted = mine.in_state(ApplicationState.SUBMITTED).count()
    numbers = mine.values("number").distinct().count()
    consents = Consent.objects.standing().filter(
        user__in=[a.student_id for a in handed_in]
    )
    events = Event.objects.filter(
        name="application.submit", actor__in=[a.student_id for a in handed_in]
    )
    full = Post.objects.with_places_left().filter(places_left__lt=0).count()
    people = len(handed_in)
    expected = (people, people, people * len(REQUIRED_CONSENTS), people, 0)
    found = (submitted, numbers, consents.count(), events.count(), full)
    return "" if found == expected else f"rows {found}, expected {expected}"


if __name__ == "__main__":
    sys.exit(main())
