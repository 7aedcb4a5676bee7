from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from lapas import reference_data
from lapas.models import Prison, Province, RegionalOffice
from tests.factories.lapas import PrisonFactory

pytestmark = pytest.mark.django_db


def test_load_brings_every_prison_once_and_again_nothing_new() -> None:
    first = reference_data.load()
    kept = dict(Prison.objects.values_list("code", "pk"))
    offices = RegionalOffice.objects.count()
    assert first == {"provinces": 38, "regional_offices": offices, "prisons": 531, "remission_days": 12}
    assert reference_data.load() == first
    assert dict(Prison.objects.values_list("code", "pk")) == kept
    assert Province.objects.count() == 38


def test_load_repairs_names_and_leaves_what_administrators_keep() -> None:
    reference_data.load()
    Prison.objects.filter(code="11001").update(name="salah", margin_days=14, is_active=False)
    PrisonFactory(code="990001", name="Lapas tambahan")
    reference_data.load()
    prison = Prison.objects.get(code="11001")
    assert (prison.name, prison.margin_days, prison.is_active) == ("LPKA Kelas II Banda Aceh", 14, False)
    assert Prison.objects.filter(code="990001").exists()


def test_command_loads_every_floor_and_if_empty_leaves_a_filled_database_alone() -> None:
    out = StringIO()
    call_command("load_reference", "--if-empty", stdout=out)
    assert "prisons: 531" in out.getvalue()
    out = StringIO()
    call_command("load_reference", "--if-empty", stdout=out)
    assert out.getvalue().strip() == "Reference data is there already."
