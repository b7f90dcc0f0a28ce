"""What a page costs, and a crowd, beside a bare Django view in the same run.

    python -m bench.web [--rounds 8]

A scratch site with a database of its own is made, measured and thrown away. The
budgets are ratios, so that a slow machine is no excuse and a fast one no merit.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Sequence


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "yangquan_practice.settings",
            "DATABASE_URL": "",
            "VAR_DIR": folder,
            "DEBUG": "0",  # as in production: cached templates, hashed names of files
            "HTTPS": "0",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
        }
        for name in ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY"):
            environ[name] = secrets.token_urlsafe(50)
        # The server stops with its last user: this one holds on until the end.
        os.environ.update(environ)
        _run(["manage.py", "migrate", "-v0"])
        _run(["manage.py", "collectstatic", "-v0", "--no-input"])
        return _run(["-m", "bench._pages", str(rounds)])


def _run(words: Sequence[str]) -> int:
    done = subprocess.run([sys.executable, *words], check=False)
    if done.returncode and words[0] == "manage.py":
        raise SystemExit(done.returncode)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
