"""The database backend: Django's own, with the server started when first needed.

The server starts at the first connection, not at import, so `manage.py check`, mypy or
a test without a database touch nothing.
"""

from collections.abc import Iterable
from typing import Any

import psycopg2
from django.db.backends.postgresql import base, client

from yangquan_practice.embedded import postgres


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`, with the psql that came with the server."""

    executable_name = str(postgres.BIN / "psql")

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.ensure_connection()  # psql alone would not start the server
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        data = self.settings_dict["DATA"]
        postgres.hold(data)
        try:
            return super().get_new_connection(conn_params)
        except psycopg2.OperationalError:
            postgres.start(data)
        return super().get_new_connection(conn_params)
