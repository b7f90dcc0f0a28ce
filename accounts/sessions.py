"""Sessions in the database, whose statement is written once: every request reads one.

Named in settings as ``SESSION_ENGINE``, so Django looks for ``SessionStore`` here.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from directory.statements import MOMENT, TEXT, Statement


def _session(key: str, moment):
    live = db.SessionStore.get_model_class().objects.filter(expire_date__gt=moment)
    return live.filter(session_key=key).values_list("session_data")


SESSION = Statement(_session, TEXT, MOMENT)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        found = SESSION.rows(self.session_key, timezone.now())
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])
