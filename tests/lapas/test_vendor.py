from __future__ import annotations

import pytest
from django.db import connection

from lapas import vendor
from lapas.models import Inmate

pytestmark = pytest.mark.django_db


@pytest.mark.postgresql
def test_search_uses_the_trigram_index_on_postgresql() -> None:
    with connection.cursor() as cursor:
        # An empty table is always scanned, so the planner is told to look for another way.
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert vendor.INDEX in Inmate.objects.order_by().matching("muhammad").explain()


@pytest.mark.sqlite
def test_search_index_is_left_out_on_sqlite() -> None:
    with connection.cursor() as cursor:
        assert vendor.INDEX not in connection.introspection.get_constraints(cursor, Inmate._meta.db_table)
