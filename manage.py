#!/usr/bin/env python
"""The project's commands: `manage.py demo` shows what it is."""

import os
import signal
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangquan_practice.settings")
    # A plain TERM must run the exit handlers: one of them stops the database.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
