import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from placements.worker import Worker


class Command(BaseCommand):
    help = "Deliver messages and do what falls due, until interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then exit")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        if options["once"]:
            worker.run_once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        worker.run()
