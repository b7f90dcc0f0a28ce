"""Running the web server and the worker side by side until one of them ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time

from django.conf import settings

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10


def serve(port: int) -> None:
    """Serve until Ctrl-C or TERM, or until either process ends by itself."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes = [_start(command) for command in _commands(port)]
        while all(process.poll() is None for process in processes):
            time.sleep(0.2)
    except KeyboardInterrupt:
        pass
    finally:
        _end(processes)


def _commands(port: int) -> list[list[str]]:
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--threads",
        "8",
        "--no-control-socket",
        "--log-level",
        "warning",
        "yangquan_practice.wsgi",
    ]
    return [gunicorn, [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"]]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A process group of its own: Ctrl-C reaches only us, and we end them in order.
    return subprocess.Popen(  # noqa: S603 - the command line is ours
        command,
        cwd=settings.BASE_DIR,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


def _die_with_parent() -> None:
    """Should we be killed outright, the kernel ends what we started."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    # make passes on the signal we have had already, and people press Ctrl-C twice.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
