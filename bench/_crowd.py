"""Many people at once, each with a connection of their own, against one server."""

import http.client
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

TOKEN = "b" * 32  # CSRF: the cookie and the field agree


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of one person."""

    path: str
    session: str = ""
    form: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Crowd:
    """How it went: the answers' codes, the seconds each waited, and all of them."""

    codes: list[int]
    waits: list[float]
    seconds: float

    @property
    def a_second(self) -> float:
        return len(self.codes) / self.seconds

    @property
    def p99(self) -> float:
        return sorted(self.waits)[int(len(self.waits) * 0.99) - 1]


def all_at_once(port: int, requests: Sequence[Asked]) -> Crowd:
    """Everybody connects, waits for the bell, and asks."""
    bell = threading.Barrier(len(requests) + 1)
    answers: list[tuple[int, float]] = []
    people = [
        threading.Thread(target=_ask, args=(port, asked, bell, answers))
        for asked in requests
    ]
    for person in people:
        person.start()
    bell.wait()
    begun = time.perf_counter()
    for person in people:
        person.join()
    seconds = time.perf_counter() - begun
    return Crowd([code for code, _ in answers], [wait for _, wait in answers], seconds)


def _ask(port: int, asked: Asked, bell: threading.Barrier, answers: list) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with suppress(OSError):  # whoever is not let in still hears the bell
        line.connect()
    headers = {"Cookie": f"sessionid={asked.session}; csrftoken={TOKEN}"}
    body = None
    if asked.form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode([*asked.form, ("csrfmiddlewaretoken", TOKEN)])
    bell.wait()
    begun = time.perf_counter()
    try:
        line.request("POST" if asked.form else "GET", asked.path, body, headers)
        answer = line.getresponse()
        answer.read()
        code = answer.status
    except OSError:
        code = 0
    answers.append((code, time.perf_counter() - begun))
    line.close()
