"""The catalogue and the reasons of attendance come from files of ours, and loading twice changes nothing."""

import pytest

from training import reference_data
from training.models import AttendanceReason, CompetencyUnit, Scheme, SchemeUnit, VocationalField

pytestmark = pytest.mark.django_db


def test_load_writes_the_whole_catalogue():
    counts = reference_data.load()

    assert counts == {"fields": VocationalField.objects.count(), "units": 189, "schemes": 22, "attendance_reasons": 9}
    assert CompetencyUnit.objects.count() == counts["units"]
    assert SchemeUnit.objects.count() == 207
    scheme = Scheme.objects.get(code="PV-LAS-2G")
    assert list(scheme.scheme_units.values_list("unit__code", flat=True)) == [
        "C.25LAS01.001.1",
        "C.25LAS01.026.1",
        "C.25LAS01.029.1",
    ]
    assert scheme.source


def test_load_marks_schemes_whose_source_showed_only_part():
    reference_data.load()

    incomplete = Scheme.objects.filter(is_complete=False)
    assert set(incomplete.values_list("code", flat=True)) == {"PV-JHT-JCM", "PV-RBT-AST", "PV-BGA-HLP", "PV-BGA-BTC"}


def test_load_twice_changes_nothing():
    reference_data.load()
    before = list(Scheme.objects.order_by("pk").values()), list(SchemeUnit.objects.order_by("pk").values())

    reference_data.load()

    assert (list(Scheme.objects.order_by("pk").values()), list(SchemeUnit.objects.order_by("pk").values())) == before


def test_load_leaves_a_unit_list_that_somebody_changed():
    reference_data.load()
    scheme = Scheme.objects.get(code="PV-LAS-2G")
    scheme.scheme_units.get(position=3).delete()

    reference_data.load()

    assert scheme.scheme_units.count() == 2


def test_a_cancelled_session_and_an_excuse_are_flags_not_code():
    reference_data.load()

    assert AttendanceReason.objects.get(cancels_session=True).code == "cancelled"
    assert set(AttendanceReason.objects.filter(counts_present=True).values_list("code", flat=True)) == {
        "present",
        "partial",
    }
    assert not AttendanceReason.objects.get(code="refused").is_excused
