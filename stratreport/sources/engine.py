"""The engine: an in-memory DuckDB that, once the data is in, can reach neither files nor the network."""

from __future__ import annotations

from typing import Any

import ibis
import pyarrow as pa

#: applied after loading, in this order; the last one locks the others
_LOCK: tuple[tuple[str, object], ...] = (
    ("python_enable_replacements", False),
    ("autoinstall_known_extensions", False),
    ("autoload_known_extensions", False),
    ("allow_community_extensions", False),
    ("temp_directory", ""),
    ("enable_external_access", False),
    ("lock_configuration", True),
)


class Engine:
    """One DuckDB connection: arrow tables go in under a name, ibis tables come out; `lock` closes the doors."""

    def __init__(self) -> None:
        self._backend: Any = ibis.duckdb.connect()

    def lend(self, name: str, table: pa.Table) -> ibis.Table:
        """Return an ibis table over `table` without copying it; `give_back` ends the loan."""
        self._backend.con.register(name, table)
        return self._backend.table(name)

    def give_back(self, name: str) -> None:
        """End the loan of `name`."""
        self._backend.con.unregister(name)

    def keep(self, name: str, expression: ibis.Table) -> ibis.Table:
        """Return `expression` computed once and stored under `name`."""
        return self._backend.create_table(name, expression)

    def lock(self) -> None:
        """Refuse files, network, extensions and further settings from now on."""
        for key, value in _LOCK:
            self._backend.settings[key] = value

    def close(self) -> None:
        """Close the connection; the tables are gone."""
        self._backend.disconnect()
