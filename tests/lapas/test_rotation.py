"""Keys rotate while the registry is in use: both are read, everything ends under the new ones, and a cut resumes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from foundation.audit.models import AuditEvent
from lapas import invariants, nik, rotation, sealed, services
from lapas.models import ImportRow, Inmate
from lapas.search import hits
from lapas.services import requests
from lapas.services.identity import NIK_SEARCHES_PER_HOUR, find_by_nik
from tests.factories.lapas import InmateFactory, officer_at
from tests.lapas.importing import bring, opened, sheet

pytestmark = pytest.mark.django_db

OLD, NEW = "lama:" + "aa" * 32, "baru:" + "bb" * 32
OLD_INDEX, NEW_INDEX = "cc" * 32, "dd" * 32
NIKS = [f"99010117059000{number:02d}" for number in range(1, 8)]


@pytest.fixture
def old_world(settings, prison, officer, tmp_path):
    """Real rows under the old keys: people, a merge, a prepared file, a staged sheet."""
    settings.NIK_KEY, settings.NIK_INDEX_KEY = OLD, OLD_INDEX
    people = [InmateFactory(prison=prison, nik=digits) for digits in NIKS[:5]]
    services.merge_inmates(kept=people[0], folded=people[1], taken=("nik",), reason="tercatat dua kali", actor=officer)
    asked = requests.open_request(inmate=people[2], kind="access", asked_by="sendiri", actor=officer)
    requests.prepare_request(request=asked, proposal="", actor=officer)
    opened(prison, sheet(tmp_path, ("B.I 999/2026", "Orang Baru", NIKS[6], "01-02-2030", "A")))
    settings.NIK_KEY, settings.NIK_INDEX_KEY = f"{NEW},{OLD}", f"{NEW_INDEX},{OLD_INDEX}"
    return people


def broken():
    return [line for check in invariants.checks() for line in check.broken()]


def test_both_keys_are_read_while_they_rotate(old_world, prison, officer, tmp_path) -> None:
    assert Inmate.objects.with_nik(NIKS[3]).get() == old_world[3]
    with pytest.raises(ValidationError, match="sudah tercatat pada penghuni lain"):
        InmateFactory(prison=prison, nik=NIKS[3])
    known = old_world[3]
    outcome = bring(prison, sheet(tmp_path, (known.register_number, known.name, NIKS[3], "01-02-2030", "A")))
    assert (outcome.updated, outcome.refused) == (1, [])


def test_everything_ends_under_the_new_keys_and_a_cut_is_resumed(
    old_world, settings, officer, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(rotation, "CHUNK", 2)
    with pytest.raises(CommandError, match="still have an old key"):
        call_command("rotate_keys", "--check")
    walk = rotation.rotate()
    assert next(walk) == ("lapas.Inmate", 2, 2)
    walk.close()  # cut off after the first chunk

    call_command("rotate_keys")
    assert "lapas.Inmate: 4 looked at, 2 with an old key" in capsys.readouterr().out
    call_command("rotate_keys", "--check")
    # Two people of the rest, a merge with both numbers, a prepared file, a staged row.
    assert [event.changes for event in AuditEvent.objects.filter(verb="lapas.rotate_keys")] == [{"rows": 5}]

    settings.NIK_KEY, settings.NIK_INDEX_KEY = NEW, NEW_INDEX
    assert Inmate.objects.with_nik(NIKS[1]).get() == old_world[0]
    assert (
        services.reveal_nik(inmate=Inmate.objects.get(pk=old_world[4].pk), reason="uji kunci", actor=officer)
        == (NIKS[4])
    )
    file = requests.open_content(request=old_world[2].subject_requests.get(), actor=officer)
    assert nik.mask(NIKS[2]) in str(file)
    staged = ImportRow.objects.get()
    assert all(sealed.is_current(cell["sealed"]) for cell in staged.cells.values() if isinstance(cell, dict))
    services.undo_merge(merge=old_world[0].merges.get(), reason="Ternyata dua orang", actor=officer)
    assert {Inmate.objects.with_nik(digits).get() for digits in NIKS[:2]} == set(old_world[:2])
    assert broken() == []


def test_a_missing_old_key_stops_it_with_what_to_do(old_world, settings) -> None:
    settings.NIK_KEY = NEW
    with pytest.raises(CommandError, match="Put the old key back"):
        call_command("rotate_keys")


def test_a_nik_is_searched_whole_recorded_and_limited(old_world, prison, officer, signed_in) -> None:
    assert [hit.title for hit in hits(officer, NIKS[4])] == [old_world[4].display_name]
    assert list(hits(officer, NIKS[5])) == []
    assert list(hits(officer, NIKS[4][:15])) == []
    (told,) = hits(officer_at(prison, "work_officer"), NIKS[4])
    assert (told.title, told.url) == ("Peran Anda tidak mencari dengan NIK.", "")
    assert [hit.url for hit in hits(officer, f"{NIKS[4][:6]}-{NIKS[4][6:]}")] == [old_world[4].get_absolute_url()]
    for _try in range(NIK_SEARCHES_PER_HOUR - 3):
        find_by_nik(people=Inmate.objects.all(), digits=NIKS[5], actor=officer)

    (told,) = hits(officer, NIKS[4])
    assert "dibatasi 20 kali per jam" in told.title
    client = signed_in(officer)
    page = client.get(reverse("search"), {"q": NIKS[4]}).content.decode()
    assert told.title in page
    assert "cocok" not in page


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("Muhammad Djoko", "moh joko"), ("Moh. Joko", "muhammad djoko"), ("Soekarno Poetra", "sukarno"),
        ("Tjahjo", "cahjo"), ("Annisa", "anisa"),
    ],
)  # fmt: skip
def test_spelling_does_not_hide_a_person(prison, officer, kept, asked) -> None:
    person = InmateFactory(prison=prison, name=kept, register_number="B.I 0421/2023")
    assert [hit.url for hit in hits(officer, asked)] == [person.get_absolute_url()]
    assert [hit.url for hit in hits(officer, "bi0421-2023")] == [person.get_absolute_url()]
