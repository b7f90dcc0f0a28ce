"""Two people at once, made deterministic: the first holds while the second waits."""

import threading
from collections.abc import Callable

from django.db import connection, transaction


def together(
    first: Callable[[], object],
    second: Callable[[], object],
    *,
    refused: type[Exception] | tuple[type[Exception], ...],
    waits: bool = True,
) -> list[Exception]:
    """Run ``second`` on a connection of its own while ``first`` is not committed yet.

    Returns the second one's refusals: a list of none or one. That it really had to wait
    is asserted unless ``waits`` is off.
    """
    refusals: list[Exception] = []
    others: list[BaseException] = []

    def run_second() -> None:
        try:
            second()
        except refused as refusal:
            refusals.append(refusal)
        except BaseException as unexpected:
            others.append(unexpected)
        finally:
            connection.close()

    colleague = threading.Thread(target=run_second)
    with transaction.atomic():
        first()
        colleague.start()
        colleague.join(timeout=0.5)
        is_waiting = colleague.is_alive()
    colleague.join()
    if others:
        raise others[0]
    assert is_waiting is waits
    return refusals
