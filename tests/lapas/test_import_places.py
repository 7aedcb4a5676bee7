"""The sheet's own column of prisons: a row of another prison is refused, however its name is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from lapas.imports.fields import guess
from lapas.imports.places import Places
from lapas.models import ImportRow, Inmate
from tests.factories.lapas import PrisonFactory
from tests.lapas.test_import_cases import ask
from tests.sheets import write

SEMARANG, BALIKPAPAN, WOMEN, YOUNG, CILACAP = range(1, 6)
PLACES = Places.of(
    SEMARANG,
    [
        (SEMARANG, "Lapas Kelas I Semarang", "Kedungpane", ""),
        (BALIKPAPAN, "Rutan Kelas IIB Balikpapan", "", "Cabang Rutan Balikpapan\nRutan Kelas IIA Balikpapan"),
        (WOMEN, "Lapas Perempuan Kelas IIA Semarang", "", ""),
        (YOUNG, "LPKA Kelas II Banda Aceh", "", ""),
        (CILACAP, "Lapas Kelas IIB Cilacap", "", ""),
    ],
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Lapas Kelas I Semarang", {SEMARANG}),
        ("LEMBAGA PEMASYARAKATAN KLAS I SEMARANG", {SEMARANG}),
        ("Lapas Semarang", {SEMARANG}),
        ("LP. Klas 1 Semarang", {SEMARANG}),
        ("Semarang - Lapas Kelas I", {SEMARANG}),
        ("kedungpane", {SEMARANG}),
        ("Lapas Kedungpane", {SEMARANG}),
        ("Lapas Perempuan Semarang", {WOMEN}),
        ("Rumah Tahanan Negara Klas II B Balikpapan", {BALIKPAPAN}),
        ("Rutan Kelas IIA Balikpapan", {BALIKPAPAN}),
        ("Cabang Rutan Balikpapan", {BALIKPAPAN}),
        ("Lembaga Pembinaan Khusus Anak Kelas II Banda Aceh", {YOUNG}),
        ("Lapas Kelas 2B Cilacap", {CILACAP}),
        ("Lapas Kelas IIA Purwokerto", set()),
        ("Kelas I", set()),
        ("", set()),
    ],
)
def test_a_prison_is_known_however_its_name_is_written(text: str, meant: set[int]) -> None:
    assert PLACES.meant(text) == meant


@pytest.mark.parametrize(
    ("header", "field"),
    [("Nama UPT", "prison"), ("Lapas/Rutan", "prison"), ("Tgl Msk UPT", "admitted_on"), ("Lokasi Sel", "cell")],
)
def test_the_column_is_guessed_by_its_title_and_no_other_is_taken_for_it(header: str, field: str) -> None:
    assert guess(["No Register", "Nama", header], [])[2] == field


@pytest.mark.django_db
def test_a_row_of_another_prison_is_refused_and_an_unknown_one_is_warned_about(tmp_path: Path) -> None:
    PrisonFactory(code="990002", name="Rutan Kelas IIB Contoh Timur", former_names="Rutan Kelas IIA Contoh Lama")
    path = write(
        tmp_path / "x.xlsx",
        ("No Register", "Nama", "Nama UPT"),
        ("B.I 1/2026", "Budi Sinaga", "Rutan Klas II A Contoh Lama"),
        ("B.I 2/2026", "Cecep Wirya", None),
        ("B.I 3/2026", "Dadang Surya", "Lapas Antah Berantah"),
        ("B.I 4/2026", "Endang Surya", "Lapas Antah Berantah"),
    )
    code, answer = ask(path)
    assert (code, answer["created"]) == (0, 3)
    told = dict(ImportRow.objects.values_list("row", "problems"))
    assert [row for row in told if "“Lapas Antah Berantah” tidak dikenal" in str(told[row])] == [4]
    assert [(one["row"], one["column"]) for one in answer["refused"]] == [(2, "Nama UPT")]
    assert "di Rutan Kelas IIB Contoh Timur; unggah di UPT itu" in answer["refused"][0]["message"]
    assert set(Inmate.objects.values_list("name", flat=True)) == {"Cecep Wirya", "Dadang Surya", "Endang Surya"}
