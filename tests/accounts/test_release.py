"""With DEBUG off the settings themselves must be safe."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

KEYS = {name: f"{name}-" + "x7Kq" * 20 for name in ("SECRET_KEY", "FIELD_KEY")}
RELEASE = {
    "DEBUG": "0",
    "ALLOWED_HOSTS": "practice.example",
    "SMS_BACKEND": "some.gateway.Backend",
    **KEYS,
}


def check(**environment):
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_release_has_nothing_that_django_warns_of():
    done = check(**RELEASE, INDEX_KEY="another key")

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_KEY", "INDEX_KEY"])
def test_a_release_without_its_keys_does_not_start(missing):
    done = check(**(RELEASE | {"INDEX_KEY": "another key"} | {missing: ""}))

    assert done.returncode != 0
    assert f"set {missing} in the environment" in done.stderr
