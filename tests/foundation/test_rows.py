import datetime
import re
from types import SimpleNamespace

import django_tables2 as tables
import pytest
from django.db.models import F, Value
from django.template import Context
from django.template.base import render_value_in_context

from foundation.ui.rows import drawn
from foundation.ui.templatetags.ui import table_rows
from lapas.choices import Education
from lapas.models import Inmate
from tests.factories.lapas import InmateFactory


class EveryKindOfColumn(tables.Table):
    """A column of each kind that lists of ours have, and of those that the quick way must leave to the library."""

    name = tables.Column(linkify=lambda record: f"/orang/{record.pk}/")
    pk = tables.Column()
    legal_status = tables.Column()
    education = tables.Column(default="belum diketahui")
    fit_for_work = tables.BooleanColumn()
    birth_date = tables.DateColumn(format="d-m-Y")
    prison = tables.Column(linkify=("lapas:prison-detail", {"pk": tables.A("prison_id")}))
    place = tables.Column(accessor="prison__kind")
    nothing = tables.Column(accessor="prison__there_is_no_such_thing", default="?")
    display_name = tables.Column()
    shown = tables.TemplateColumn("<b>{{ record.name }} & {{ value }}</b>", accessor="cell", empty_values=())
    label = tables.Column(attrs={"td": {"data-of": lambda record, value: f"{record.pk}-{value}", "class": "num"}})
    interests = tables.Column(empty_values=())
    register_number = tables.Column()
    block = tables.Column()
    release_kind = tables.Column()

    class Meta:
        model = Inmate
        fields = ()
        row_attrs = {"data-note": lambda record: record.cell}

    def render_interests(self, table, bound_row, bound_column, column, value):
        return f"{bound_column.name} {column.orderable} {value!r} {bound_row.record.pk} {len(table.columns)}"

    def render_register_number(self, **given):
        return ",".join(sorted(given))

    def render_block(self, nobody_gives_this):
        raise AssertionError

    def value_name(self, record):
        return record.display_name


def table_of(rows):
    table = EveryKindOfColumn(rows)
    table.paginate(per_page=2)
    return table


@pytest.mark.django_db
def test_cells_are_those_of_the_library_for_every_kind_of_column():
    InmateFactory(
        name="Budi <i>", education=Education.UPPER_SECONDARY, birth_date=datetime.date(1990, 5, 1), cell="A & B"
    )
    InmateFactory(name="Agus", alias="Kancil", fit_for_work=True, block="C", interests="las")
    odd = InmateFactory(name="Cecep", fit_for_work=False)
    Inmate.objects.filter(pk=odd.pk).update(legal_status="???")
    for rows in (
        Inmate.objects.select_related("prison").annotate(label=F("prison__code")),
        Inmate.objects.annotate(label=Value("")).only("name", "prison"),
        list(Inmate.objects.all()),
        [SimpleNamespace(pk=3, name="Kamus", display_name="Kamus", legal_status="tahanan", cell="")],
    ):
        table, plain = table_of(rows), table_of(rows)
        expected = [(row.attrs.as_html(), [cell for _column, cell in row.items()]) for row in plain.paginated_rows]
        found = [(row.attrs.as_html(), [cell for _column, cell in cells]) for row, cells in drawn(table)]
        assert found == expected
        written = "".join(
            f"<tr {row.attrs.as_html()}>"
            + "".join(
                f"<td {column.attrs['td'].as_html()}>{render_value_in_context(cell, Context())}</td>"
                for column, cell in row.items()
            )
            + "</tr>\n"
            for row in table_of(rows).paginated_rows
        )
        assert re.sub(r' data-label="[^"]*"', "", table_rows(Context(), table_of(rows))) == written
