"""Rows that acts wrote, as patterns for many more, and COPY to write those."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

Row = dict[str, Any]


def row_of(table: str, column: str, key: int | str) -> Row:
    """One row of the pattern as the database has it, without its own key."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT * FROM {} WHERE {} = %s LIMIT 1").format(sql.Identifier(table), sql.Identifier(column)),
            [key],
        )
        found = cursor.fetchone()
        names = [each.name for each in cursor.description or ()]
    row = dict(zip(names, found or [], strict=True))
    if column != "id":
        row.pop("id", None)
    return row


def copy_into(table: str, rows: Iterable[Row]) -> None:
    rows = list(rows)
    if not rows:
        return
    names = list(rows[0])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_written(row[name]) for name in names])


def _written(value: Any) -> Any:
    """As COPY takes it: arrays as lists, JSON marked as such."""
    if isinstance(value, dict):
        return Jsonb(value)
    return list(value) if isinstance(value, tuple) else value
