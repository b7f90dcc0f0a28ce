"""Which Chromium the tests drive, and how; `make test` runs this file to get what is
missing, Poppler too."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these fonts every Chinese page is a page of boxes; the library is what
# playwright's driver needs and a minimal Debian has not. Poppler reads our PDFs.
PACKAGES = ("chromium", "fonts-wqy-microhei", "libatomic1", "poppler-utils")
DRIVER = Path(playwright.__file__).parent / "driver" / "node"
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


def chromium() -> str | None:
    """The path of a browser that starts: Ubuntu has a placeholder that does not."""
    for path in filter(None, map(shutil.which, NAMES)):
        if _starts(path):
            return path
    return None


def is_ready() -> bool:
    return _starts(str(DRIVER)) and chromium() is not None


def has_poppler() -> bool:
    return all(shutil.which(tool) for tool in ("pdftotext", "pdffonts"))


def _starts(program: str) -> bool:
    attempt = subprocess.run([program, "--version"], capture_output=True, check=False)
    return attempt.returncode == 0


def arguments() -> list[str]:
    return [*QUIET] if _may_use_its_sandbox() else [*QUIET, "--no-sandbox"]


def _may_use_its_sandbox() -> bool:
    """Chromium's sandbox needs user namespaces, and refuses to run as root."""
    if os.geteuid() == 0 or not shutil.which("unshare"):
        return False
    attempt = ["unshare", "--user", "--map-root-user", "true"]
    return subprocess.run(attempt, capture_output=True, check=False).returncode == 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _install() -> None:
    apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        subprocess.run(
            [*apt, *words], env=quiet, stdout=subprocess.DEVNULL, check=False
        )


def main() -> None:
    """Install one where that is allowed; otherwise say what will be left out."""
    if is_ready() and has_poppler():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _say("Installing Chromium and Poppler for the tests (once, about a minute) ...")
        _install()
    missing = [
        *(["Chromium, for the browser tests"] if not is_ready() else []),
        *(["Poppler, for the tests of PDFs"] if not has_poppler() else []),
    ]
    if missing:
        _say(
            f"Not here, so those tests will not run: {'; '.join(missing)}. To have it:"
        )
        _say(f"    sudo apt-get install --no-install-recommends {' '.join(PACKAGES)}")


if __name__ == "__main__":
    main()
