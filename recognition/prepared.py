"""Queries that come with every request: Django puts their SQL together once, and from then on it is only filled in.

Putting it together takes most of a short query's time, more than asking the database and reading its answer.
"""

import copy
from collections.abc import Callable
from threading import Lock
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable

Row = TypeVar("Row", bound=Model)


class Given(Expression):
    """A value that is told when the query is asked; its field says how the database writes it."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list["Given"]]:  # type: ignore[override]
        return "%s", [self]

    def written(self, value: object, connection: Any) -> object:
        return self.output_field.get_db_prep_value(value, connection)


class Prepared(Generic[Row]):
    """A query with a `Given` for each value that it takes; all else of it is fixed. It is made when it is asked first: models
    are ready then."""

    def __init__(self, query: Callable[[], "QuerySet[Row]"]) -> None:
        self._query = query
        self._made: dict[str, tuple[Any, str, tuple[Any, ...]]] = {}
        self._lock = Lock()

    def rows(self, **given: object) -> list[Row]:
        """None for a value finds nothing, as in SQL."""
        return list(ModelIterable(self._asked("default", given)))

    def first(self, **given: object) -> Row | None:
        """Of a query that finds one row, or none."""
        return next(iter(self.rows(**given)), None)

    def _asked(self, using: str, given: dict[str, object]) -> Any:
        """As much of a query set as Django makes rows of."""
        connection = connections[using]
        made, sql, wanted = self._compiled(connection)
        compiler = copy.copy(made)
        compiler.connection = connection  # this thread's
        values = tuple(
            each.written(given[each.name], connection) if isinstance(each, Given) else each for each in wanted
        )
        compiler.as_sql = lambda: (sql, values)
        query = SimpleNamespace(get_compiler=lambda **_using: compiler)
        return SimpleNamespace(db=using, query=query, _known_related_objects={})

    def _compiled(self, connection: Any) -> tuple[Any, str, tuple[Any, ...]]:
        """For one kind of database; two threads that come first do it one after the other."""
        with self._lock:
            if connection.vendor not in self._made:
                compiler = self._query().query.get_compiler(connection=connection)
                self._made[connection.vendor] = (compiler, *compiler.as_sql())
            return self._made[connection.vendor]
