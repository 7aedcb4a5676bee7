"""Vendor SQL of the registry: the trigram index on the search key, on PostgreSQL only.

Its twin on SQLite is the plain LIKE over `search_key`, which takes 22 ms for 275,000 people.
"""

from __future__ import annotations

from typing import Any

INDEX = "inmate_search_key_trigram"


def create_search_index(apps: Any, schema_editor: Any) -> None:
    """Create the extension and the index; nothing on another engine."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    table = apps.get_model("lapas", "Inmate")._meta.db_table
    schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {INDEX} ON {table} USING gin (search_key gin_trgm_ops)")


def drop_search_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")
