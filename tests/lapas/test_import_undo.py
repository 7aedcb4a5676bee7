"""An applied batch taken back: everybody has the values of before, unless something was built on it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from foundation.audit.models import AuditEvent
from lapas.choices import DateKind, EventKind, ImportState, LegalStatus
from lapas.invariants import checks
from lapas.models import DateFact, ImportBatch, Inmate, Prison, RegisterNumber
from lapas.services import record_event, set_date_fact
from lapas.services.imports import apply_batch, check_batch, undo_batch
from tests.factories.lapas import officer_at
from tests.factories.training import EnrolmentFactory
from tests.lapas.importing import NIK, opened, sheet
from tests.sheets import AS_OF

pytestmark = pytest.mark.django_db

HEAD = ("No Register", "Nama", "NIK", "Tgl Masuk", "Tgl 2/3", "Tgl Ekspirasi", "Blok")
BEFORE = datetime.date(2026, 10, 1)


def applied(prison: Prison, tmp_path: Path, *rows: tuple[Any, ...], as_of: datetime.date = AS_OF) -> ImportBatch:
    batch = opened(prison, sheet(tmp_path, *rows, head=HEAD), as_of)
    check_batch(batch=batch)
    apply_batch(batch=batch, actor=None, apply_good=True)
    batch.refresh_from_db()
    return batch


def everything(prison: Prison) -> dict[str, list[Any]]:
    """All that the registry says of the prison's people, but for the moment of writing."""
    columns = [field.attname for field in Inmate._meta.fields if field.attname not in {"updated_at", "created_at"}]
    current = DateFact.objects.filter(superseded_at=None)
    return {
        "people": list(Inmate.objects.order_by("pk").values_list(*columns)),
        "numbers": list(RegisterNumber.objects.order_by("pk").values_list("inmate", "number", "until_date")),
        "dates": list(current.order_by("pk").values_list("inmate", "kind", "date")),
        "age": list(Prison.objects.filter(pk=prison.pk).values_list("data_as_of")),
    }


def test_undoing_gives_everybody_back_the_values_of_before(prison: Prison, tmp_path: Path) -> None:
    first = (("A.III 7/2025", "Budi Sinaga", NIK, None, None, "01-01-2030", "A-1"), ("B.I 2/2026", "Cecep"))
    applied(prison, tmp_path, *first, as_of=BEFORE)
    before = everything(prison)
    batch = applied(
        prison,
        tmp_path,
        ("B.I 8/2026", "BUDI SINAGA PUTRA", NIK, "05-01-2024", "01-01-2028", "01-06-2029", "C-3"),
        ("B.I 2/2026", "Cecep"),
        ("B.I 3/2026", "Dedi", None, "05-01-2024", None, "01-06-2029"),
    )
    budi = Inmate.objects.get(nik_index__isnull=False)
    assert (budi.register_number, budi.legal_status) == ("B.I 8/2026", LegalStatus.SENTENCED)
    assert (batch.created, batch.updated, batch.unchanged) == (1, 1, 1)
    undone = undo_batch(batch=batch, actor=officer_at(prison))
    assert everything(prison) == before
    assert undone.state == ImportState.UNDONE
    assert not [sentence for one in checks() for sentence in one.broken()]
    event = AuditEvent.objects.get(verb="lapas.undo_import")
    assert event.changes == {"created": 1, "updated": 2}
    assert event.subjects.filter(kind="lapas.Inmate").count() == 3


def test_dates_of_an_undone_batch_stay_in_the_history(prison: Prison, tmp_path: Path) -> None:
    applied(prison, tmp_path, ("B.I 1/2026", "Budi", None, None, None, "01-01-2030"), as_of=BEFORE)
    batch = applied(prison, tmp_path, ("B.I 1/2026", "Budi", None, None, None, "01-06-2029"))
    undo_batch(batch=batch, actor=officer_at(prison))
    facts = Inmate.objects.get().date_facts.order_by("pk")
    assert [(fact.date.year, fact.superseded_at is None) for fact in facts] == [(2030, True), (2029, False)]


def refuse_undoing(batch: ImportBatch, words: str) -> None:
    people = list(Inmate.objects.order_by("pk").values())
    with pytest.raises(ValidationError, match=words):
        undo_batch(batch=batch, actor=officer_at(batch.prison))
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED
    assert list(Inmate.objects.order_by("pk").values()) == people


def test_a_batch_is_not_undone_once_somebody_corrected_a_person(prison: Prison, tmp_path: Path) -> None:
    batch = applied(prison, tmp_path, ("B.I 1/2026", "Budi"))
    set_date_fact(inmate=Inmate.objects.get(), kind=DateKind.EXPIRY, date=AS_OF, actor=officer_at(prison))
    refuse_undoing(batch, "1 orang sudah diubah sesudah impor ini .Budi.")


def test_a_batch_is_not_undone_once_somebody_was_released(prison: Prison, tmp_path: Path) -> None:
    batch = applied(prison, tmp_path, ("B.I 1/2026", "Budi"))
    record_event(inmate=Inmate.objects.get(), kind=EventKind.RELEASED, on=AS_OF, actor=None)
    refuse_undoing(batch, "sudah diubah")


def test_a_batch_is_not_undone_once_a_new_person_joined_a_class(prison: Prison, tmp_path: Path) -> None:
    batch = applied(prison, tmp_path, ("B.I 1/2026", "Budi"), ("B.I 2/2026", "Cecep"))
    EnrolmentFactory(inmate=Inmate.objects.get(name="Budi"))
    refuse_undoing(batch, "Budi sudah dipakai di bagian pelatihan")


def test_a_later_sheet_of_the_same_people_keeps_the_earlier_one(prison: Prison, tmp_path: Path) -> None:
    batch = applied(prison, tmp_path, ("B.I 1/2026", "Budi"), as_of=BEFORE)
    applied(prison, tmp_path, ("B.I 1/2026", "Budi"))
    refuse_undoing(batch, "tidak disimpan lagi")


def test_only_an_applied_batch_is_undone_and_once(prison: Prison, tmp_path: Path) -> None:
    waiting = opened(prison, sheet(tmp_path, ("B.I 1/2026", "Budi")))
    with pytest.raises(ValidationError):
        undo_batch(batch=waiting, actor=officer_at(prison))
    batch = applied(prison, tmp_path, ("B.I 1/2026", "Budi"))
    undo_batch(batch=batch, actor=officer_at(prison))
    with pytest.raises(ValidationError):
        undo_batch(batch=batch, actor=officer_at(prison))
    assert not Inmate.objects.exists()
