"""The rows of a list: django-tables2's own, without working out for every cell what hangs on its column alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partialmethod
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django_tables2.columns import BoundColumn, ManyToManyColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import signature


class QuickRow(BoundRow):
    """Gives for every cell what `BoundRow` gives."""

    def __init__(self, record: Any, table: Any, known: dict[str, Known]) -> None:
        super().__init__(record, table)
        self._known = known

    def _call_render(self, bound_column: BoundColumn, value: Any = None) -> Any:
        given = self._optional_cell_arguments(bound_column, value)
        content = self._known[bound_column.name].render(given)
        return bound_column.link(content, **given) if bound_column.link else content

    def _get_and_render_with(self, bound_column: BoundColumn, render_func: Callable[..., Any], default: Any) -> Any:
        read = self._known[bound_column.name].read
        if read is None or type(self.record) is not self._known[bound_column.name].model:
            return super()._get_and_render_with(bound_column, render_func, default)
        value = read(self.record)
        return default if value in bound_column.column.empty_values else render_func(bound_column, value)


class Known:
    """What is the same for every cell of a column."""

    def __init__(self, column: BoundColumn, model: Any) -> None:
        self.model = model
        self.read = _reader(column, model)
        self._draw = column.render
        self._asked, self._any = signature(column.render)

    def render(self, given: dict[str, Any]) -> Any:
        if self._any:
            return self._draw(**given)
        if any(name not in given for name in self._asked):
            return None
        return self._draw(**{name: given[name] for name in self._asked})


def _reader(column: BoundColumn, model: Any) -> Callable[[Any], Any] | None:
    """How a plain column of the row's own table is read, a choice as its label; None where the library must look."""
    name = str(column.accessor)
    if model is None or not issubclass(model, Model) or isinstance(column.column, ManyToManyColumn):
        return None
    if name == "pk":
        return lambda record: record.pk
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if not field.concrete or isinstance(column.column, BaseLinkColumn):
        return None
    if field.is_relation:
        # A row that is missing is an AttributeError too.
        return (lambda record: getattr(record, name, None)) if field.many_to_one and not field.choices else None
    if not field.choices:
        return lambda record: getattr(record, name)
    # The model's own display method hashes all choices anew for each row.
    display = vars(model).get(f"get_{name}_display")
    plain = isinstance(display, partialmethod) and display.func is Model._get_FIELD_display  # type: ignore[attr-defined]
    if not plain:
        return None
    labels = {value: label if label is None else str(label) for value, label in field.flatchoices}
    return lambda record: labels.get(getattr(record, name), getattr(record, name))


def drawn(table: Any) -> Iterator[tuple[BoundRow, list[tuple[BoundColumn, Any]]]]:
    """Each row of the page shown with its cells, in the order of the columns."""
    columns = list(table.columns)
    model = table.data.model
    known = {column.name: Known(column, model) for column in columns}
    for record in table.paginated_rows.data:
        row = QuickRow(record, table, known)
        cells = []
        for column in columns:
            column.current_value = row._get_and_render_with(column, row._call_render, column.default)
            column.current_record = record
            cells.append((column, column.current_value))
        yield row, cells
