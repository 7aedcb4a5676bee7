"""Two rows of one person become one, and are taken apart again exactly."""

from __future__ import annotations

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from foundation.audit.models import AuditEvent
from lapas import invariants, sealed, services
from lapas.choices import CustodyState
from lapas.models import CustodyEvent, DateFact, Inmate, RegisterNumber
from lapas.parts import all_parts
from lapas.services.holding import kept_row_of
from lapas.services.merging import compare
from lapas.services.unmerging import obstacles
from tests.factories.lapas import InmateFactory, PrisonFactory, officer_at

pytestmark = pytest.mark.django_db

NIK_A, NIK_B = "9901011705900001", "9901011705900002"
REASON = "Sama menurut buku register"
EXPIRY = datetime.date(2028, 1, 1)
TWO_THIRDS = datetime.date(2027, 3, 1)


@pytest.fixture
def kept(prison):
    return InmateFactory(
        prison=prison, name="Budi Santoso", register_number="B.I 0001/2026", nik=NIK_A, education="",
        admitted_on=datetime.date(2026, 1, 5), dates={"expiry": EXPIRY},
    )  # fmt: skip


@pytest.fixture
def folded(prison):
    return InmateFactory(
        prison=prison, name="Boedi Santosa", register_number="B.I 0777/2026", nik=NIK_B, education="smp",
        admitted_on=datetime.date(2026, 1, 5),
        dates={"expiry": datetime.date(2027, 12, 1), "two_thirds": TWO_THIRDS}, as_of=datetime.date(2026, 11, 20),
    )  # fmt: skip


def merge(kept, folded, officer, *taken):
    return services.merge_inmates(kept=kept, folded=folded, taken=taken, reason=REASON, actor=officer)


def snapshot():
    """All that the registry holds, but for the moment of the last write."""
    rows = [
        {**model_to_dict(one), "nik": sealed.unseal(one.nik_cipher, place=sealed.place_of(one.uuid)), "nik_cipher": ""}
        for one in Inmate.objects.order_by("pk")
    ]
    return rows, *(list(model.objects.order_by("pk").values()) for model in (RegisterNumber, DateFact, CustodyEvent))


def broken():
    return [line for check in invariants.checks() for line in check.broken()]


def test_everything_moves_and_the_second_row_is_found_nowhere(kept, folded, officer, prison) -> None:
    merge(kept, folded, officer, "education", "date:two_thirds")

    reach = Inmate.objects.for_user(officer, "lapas.view_inmate")
    assert list(reach) == [kept]
    assert list(Inmate.objects.in_custody()) == [kept]
    assert list(Inmate.objects.with_register_number(prison, "bi0777 2026")) == [kept]
    kept.refresh_from_db()
    assert (kept.name, kept.education, kept.register_number) == ("Budi Santoso", "smp", "B.I 0001/2026")
    assert {fact.kind: fact.date for fact in kept.date_facts.current()} == {"expiry": EXPIRY, "two_thirds": TWO_THIRDS}
    assert kept.earliest_release == TWO_THIRDS
    assert kept.data_as_of == datetime.date(2026, 11, 20)
    assert kept.custody_events.count() == 2
    assert kept_row_of(Inmate.objects.get(pk=folded.pk)) == kept
    assert broken() == []
    event = AuditEvent.objects.get(verb="lapas.merge_inmates")
    assert event.changes == {"moved": 4, "taken": ["date:two_thirds", "education"]}


def test_the_nik_of_the_second_row_can_be_the_one_that_stays(kept, folded, officer) -> None:
    merge(kept, folded, officer, "nik")

    assert Inmate.objects.with_nik(NIK_B).get() == kept
    assert not Inmate.objects.with_nik(NIK_A).exists()
    kept.refresh_from_db()
    assert services.reveal_nik(inmate=kept, reason="pengujian", actor=officer) == NIK_B
    assert broken() == []


@pytest.mark.parametrize("taken", [(), ("name", "nik", "education", "date:expiry", "date:two_thirds")])
def test_undo_restores_both_rows_exactly(kept, folded, officer, taken) -> None:
    before = snapshot()
    merged = merge(kept, folded, officer, *taken)

    services.undo_merge(merge=merged, reason="Ternyata saudara kembar", actor=officer)

    assert snapshot() == before
    assert broken() == []
    with pytest.raises(ValidationError, match="sudah dipisah"):
        services.undo_merge(merge=merged, reason="Sekali lagi", actor=officer)


def test_undo_is_refused_when_something_was_recorded_since(kept, folded, officer) -> None:
    merged = merge(kept, folded, officer, "name")
    kept.refresh_from_db()
    services.correct_inmate(inmate=kept, fields={"name": "Budi Santosa"}, actor=officer)
    services.record_event(inmate=kept, kind="sick", on=datetime.date(2026, 11, 1), actor=officer)

    merged.refresh_from_db()
    found = obstacles(merged)

    assert "1 × peristiwa" in found[0]
    assert "nama" in found[1]
    with pytest.raises(ValidationError, match="tidak bisa dibagi"):
        services.undo_merge(merge=merged, reason="Keliru gabung", actor=officer)


def test_a_merge_on_top_is_taken_apart_first(kept, folded, officer, prison) -> None:
    first = merge(kept, folded, officer)
    third = InmateFactory(prison=prison)
    second = merge(third, kept, officer)

    assert kept_row_of(Inmate.objects.get(pk=folded.pk)) == third
    first.refresh_from_db()
    assert "Pisahkan dulu" in obstacles(first)[0]
    services.undo_merge(merge=second, reason="Keliru gabung", actor=officer)
    first.refresh_from_db()
    services.undo_merge(merge=first, reason="Keliru gabung", actor=officer)
    assert Inmate.objects.unmerged().count() == 3
    assert broken() == []


def test_what_cannot_be_one_person_is_refused_with_a_sentence(kept, folded, officer) -> None:
    elsewhere = InmateFactory(prison=PrisonFactory())
    gone = InmateFactory(
        prison=kept.prison, state={"custody_state": CustodyState.RELEASED, "released_on": datetime.date(2026, 1, 1)}
    )
    for one, other, sentence in (
        (kept, kept, "dua catatan yang berbeda"),
        (kept, elsewhere, "UPT yang berbeda"),
        (gone, folded, "tukar kedua catatan"),
    ):
        assert any(sentence in refusal for refusal in compare(kept=one, folded=other).refusals)
        with pytest.raises(ValidationError, match=sentence):
            merge(one, other, officer)
    with pytest.raises(ValidationError, match="alasan"):
        services.merge_inmates(kept=kept, folded=folded, taken=(), reason=" ", actor=officer)
    merge(kept, gone, officer)
    with pytest.raises(ValidationError, match="sudah digabung"):
        merge(kept, gone, officer)
    assert Inmate.objects.filter(merged_into__isnull=True).count() == 3


def test_a_page_open_since_before_the_merge_cannot_write_on_the_second_row(kept, folded, officer) -> None:
    merge(kept, folded, officer)

    for act in (
        lambda: services.correct_inmate(inmate=folded, fields={"name": "Lain"}, actor=officer),
        lambda: services.set_nik(inmate=folded, text=NIK_B, actor=officer),
        lambda: services.record_release(inmate=folded, on=datetime.date(2026, 11, 1), actor=officer),
    ):
        with pytest.raises(ValidationError):
            act()
    assert broken() == []


def test_an_old_number_in_a_sheet_means_the_person_who_is_kept(kept, folded, officer, prison) -> None:
    merge(kept, folded, officer)

    found = Inmate.objects.with_register_number(prison, "B.I 0777/2026").get()
    assert found == kept
    InmateFactory(prison=prison, register_number="B.I 0777/2026")
    merged = kept.merges.get()
    with pytest.raises(ValidationError, match="sudah dipakai"):
        services.undo_merge(merge=merged, reason="Keliru gabung", actor=officer)


def test_a_row_left_on_a_merged_person_is_found_by_the_invariant(kept, folded, officer) -> None:
    merge(kept, folded, officer)
    CustodyEvent.objects.filter(pk=kept.custody_events.first().pk).update(inmate=folded)

    assert [line for line in broken() if f"inmate {folded.pk}" in line]


def test_work_officer_may_not(prison) -> None:
    assert not officer_at(prison, "work_officer").has_perm("lapas.merge_inmates")
    assert officer_at(prison).has_perm("lapas.merge_inmates")


def test_every_row_that_names_a_person_is_a_part_or_stays_on_purpose() -> None:
    parts = {part.model for part in all_parts()}
    # The merge itself names both rows; a staged row is history of a batch, which cannot be undone past a merge.
    exempt = {"lapas.Inmate", "lapas.InmateMerge", "lapas.ImportRow"}
    named = {
        model
        for model in apps.get_models()
        for field in model._meta.fields
        if field.related_model is Inmate and model._meta.label not in exempt
    }
    assert named == parts
