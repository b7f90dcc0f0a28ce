"""The worker: empties the outbox and does what falls due, until told to stop."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

from notices.delivery import deliver_due

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1


class Worker:
    """Any number may run at once; each piece of work takes its own locks."""

    def __init__(self) -> None:
        self.duties: list[Callable[[], object]] = [
            import_string(path) for path in settings.WORK_DUTIES
        ]
        # A plain flag: setting a threading.Event in a signal handler can deadlock.
        self._stopping = False

    def stop(self) -> None:
        """End after the piece of work in hand."""
        self._stopping = True

    def run(self) -> None:
        while not self._stopping:
            close_old_connections()  # one the server has hung up on is replaced
            delivered = self.run_once()
            if not delivered and not self._stopping:
                time.sleep(IDLE_SECONDS)

    def run_once(self) -> int:
        """One round; how many messages it tried to send."""
        delivered = self._attempt(deliver_due)
        for duty in self.duties:
            self._attempt(duty)
        return int(delivered) if isinstance(delivered, int) else 0

    def _attempt(self, work: Callable[[], object]) -> object:
        """What fails is logged and met again next round; the rest must go on."""
        if self._stopping:
            return None
        try:
            return work()
        except Exception:
            logger.exception("%s failed; the worker goes on", work.__qualname__)
            return None
