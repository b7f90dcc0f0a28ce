"""The server under violence: whatever is killed, the next command finds it working.

Every test has a data directory of its own, and its commands are real processes.
"""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from django.conf import settings
from django.db import connection

from yangquan_practice.embedded import postgres

# Connects, does what the test asks, says so, then waits for its input to close.
COMMAND = """
import os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
signal.alarm(60)  # a test that waits for a line gets none, not nothing for ever
os.environ["DJANGO_SETTINGS_MODULE"] = "yangquan_practice.settings"
from django.conf import settings
settings.INSTALLED_APPS = []
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute(sys.argv[1])
    print(*(cursor.fetchone() if cursor.description else ["done"]), flush=True)
sys.stdin.read()
"""
SELECT = "SELECT 'alive'"


# Connects, then forks and ends; the child connects for itself and does the waiting.
FORKING_COMMAND = COMMAND.replace(
    "sys.stdin.read()",
    """
connection.close()
if os.fork():
    sys.exit(0)
signal.alarm(60)
with connection.cursor() as cursor:
    print("child", flush=True)
sys.stdin.read()
""",
)


@contextmanager
def place_for_data():
    # Not tmp_path: every new run of pytest closes it to the one who runs root's server.
    with tempfile.TemporaryDirectory(prefix="yangquan-", dir="/tmp") as folder:
        data = Path(folder) / "var" / "postgres"
        yield data
        for process in postmasters(data):
            process.kill()


@pytest.fixture(scope="module")
def data():
    """Made by the first command and used by all; each test leaves it at rest."""
    with place_for_data() as data:
        yield data


@pytest.fixture
def new_data():
    with place_for_data() as data:
        yield data


@pytest.fixture
def begin(data):
    """Start one command; at the end of the test none of them is left."""
    begun = []

    def begin(sql=SELECT, *, command=COMMAND, var=data.parent, url=""):
        environment = {**os.environ, "VAR_DIR": str(var), "DATABASE_URL": url}
        process = subprocess.Popen(
            [sys.executable, "-c", command, sql],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@pytest.fixture
def run(begin):
    """Run one command from its start to its end and return what it read."""

    def run(sql=SELECT, **place):
        command = begin(sql, **place)
        answer = said(command)
        end(command)
        return answer

    return run


def said(command):
    return command.stdout.readline().strip()


def end(command):
    command.stdin.close()
    assert command.wait(timeout=30) == 0


def postmasters(data):
    """Its own processes only: their children carry other command lines."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if {"-D", str(data)} <= set(process.info["cmdline"] or ())
        and process.info["cmdline"][0].endswith("/postgres")
    ]


def kill_postmaster(data):
    (postmaster,) = postmasters(data)
    postmaster.kill()
    while postmasters(data):
        time.sleep(0.01)


def test_the_driver_is_psycopg2():
    assert connection.Database.__name__ == "psycopg2"


def test_the_next_command_finds_the_data_of_the_last(data, run):
    run("CREATE TABLE kept AS SELECT 42 AS answer")

    assert postmasters(data) == []
    assert run("SELECT answer FROM kept") == "42"
    assert postmasters(data) == []


def test_names_sort_the_same_on_every_machine(run):
    answer = run("SELECT datcollate, datlocale FROM pg_database WHERE oid = 1")

    assert answer == "C C.UTF-8"


def test_two_first_commands_at_once_get_one_server(new_data, begin):
    first, second = (begin(var=new_data.parent) for _ in range(2))

    assert [said(first), said(second)] == ["alive", "alive"]
    assert len(postmasters(new_data)) == 1
    end(first)
    assert len(postmasters(new_data)) == 1
    end(second)
    assert postmasters(new_data) == []


def test_a_killed_server_is_started_again(data, begin, run):
    witness = begin("CREATE TABLE survived AS SELECT 42 AS answer")
    said(witness)

    kill_postmaster(data)

    assert run("SELECT answer FROM survived") == "42"
    end(witness)
    assert postmasters(data) == []


def test_a_killed_command_leaves_a_server_that_the_next_one_stops(data, begin, run):
    victim = begin()
    said(victim)

    victim.kill()
    victim.wait()

    assert len(postmasters(data)) == 1
    assert run() == "alive"
    assert postmasters(data) == []


def test_a_terminated_command_leaves_nothing_running(data, begin):
    command = begin()
    said(command)

    command.terminate()

    assert command.wait(timeout=30) == 0
    assert postmasters(data) == []


def test_ctrl_c_leaves_nothing_running(data, begin):
    command = begin()
    said(command)

    command.send_signal(signal.SIGINT)

    command.wait(timeout=30)
    assert postmasters(data) == []


def test_a_pid_file_from_before_a_reboot_does_not_matter(data, begin, run):
    witness = begin()
    said(witness)
    stale = {
        file: file.read_text().split("\n", 1)[1]
        for file in (data / "postmaster.pid", data / ".s.PGSQL.5432.lock")
    }
    kill_postmaster(data)
    witness.kill()
    for file, rest in stale.items():  # the pid has gone to another program: this one
        file.write_text(f"{os.getpid()}\n{rest}")

    assert run() == "alive"
    assert postmasters(data) == []


def test_a_half_made_data_directory_is_made_again(new_data, run):
    half_made = new_data.parent / "postgres.new-killed"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    assert run(var=new_data.parent) == "alive"
    assert not half_made.exists()


def test_a_forked_child_keeps_the_server_and_stops_it(data, begin):
    parent = begin(command=FORKING_COMMAND)

    assert [said(parent), said(parent)] == ["alive", "child"]
    parent.wait(timeout=30)
    assert len(postmasters(data)) == 1
    parent.stdin.close()
    assert parent.stdout.read() == ""  # it closes when the child has ended
    assert postmasters(data) == []


@pytest.fixture
def long_path(data):
    path = data.parent / ("很长的路径" * 6) / "postgres"
    yield path
    shutil.rmtree(postgres.socket_dir(path), ignore_errors=True)


def test_a_long_path_has_its_socket_in_a_folder_of_its_own(long_path, run):
    assert run(var=long_path.parent) == "alive"

    folder = postgres.socket_dir(long_path)
    assert len(os.fsencode(folder)) < postgres.LONGEST_SOCKET_DIR
    assert stat.filemode(folder.stat().st_mode) == "drwx------"


def test_a_socket_folder_that_others_may_enter_is_refused(long_path):
    postgres.socket_dir(long_path).mkdir()
    postgres.socket_dir(long_path).chmod(0o777)

    with pytest.raises(postgres.EmbeddedPostgresError, match="is not ours"):
        postgres.hold(long_path)


@pytest.fixture
def real_server(data):
    """A server that answers on a port, as the one of an office would."""
    postgres.hold(data)
    postgres.start(data)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-h 127.0.0.1 -p {port} -k {data}"
    assert postgres._run(data, "pg_ctl", "restart", "-D", data, "-o", options) is None
    yield f"postgres://postgres@127.0.0.1:{port}/postgres?application_name=office"
    postgres._run(data, "pg_ctl", "stop", "-D", data, "-m", "immediate")


def test_database_url_names_a_real_server(real_server, tmp_path, run):
    answer = run(
        "SELECT current_setting('port'), current_setting('application_name')",
        var=tmp_path / "var",
        url=real_server,
    )

    assert answer == f"{urlsplit(real_server).port} office"
    assert not (tmp_path / "var").exists()  # no server of our own beside it
