"""Pages about the rows of an import: groups, doubts decided, refused rows handed back, undo, words, the board."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from foundation import clock
from foundation.accounts.choices import Role
from foundation.collect import told
from foundation.jobs.execution import run_due
from lapas.choices import CustodyState, DateKind, ImportState, NikStatus, RowDecision, RowGroup, WordKind
from lapas.models import ImportBatch, Inmate, Prison, SheetWord
from lapas.queue import tasks
from lapas.services import set_date_fact
from lapas.services.imports import check_batch
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.lapas import InmateFactory, PrisonFactory, RegionalPostingFactory, officer_at
from tests.factories.training import EnrolmentFactory
from tests.lapas.importing import NIK, OTHER_NIK, bring, opened, sheet
from tests.pages import submit

pytestmark = pytest.mark.django_db

HEAD = ("No Register", "Nama", "NIK", "Tgl Lahir", "Tgl Ekspirasi", "Pendidikan")
BORN = datetime.date(1990, 5, 2)


def checked(prison: Prison, tmp_path: Path, *rows: tuple[Any, ...]) -> ImportBatch:
    batch = opened(prison, sheet(tmp_path, *rows, head=HEAD))
    check_batch(batch=batch)
    batch.refresh_from_db()
    return batch


def address(page: str, batch: ImportBatch, *rest: Any) -> str:
    return reverse(f"lapas:{page}", args=[batch.pk, *rest])


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def mixed(prison: Prison, tmp_path: Path) -> ImportBatch:
    """A sheet with a row of every group; somebody of the prison is not on it."""
    InmateFactory(prison=prison, register_number="A.III 7/2025", name="Budi Sinaga", birth_date=BORN)
    cecep = InmateFactory(
        prison=prison,
        register_number="B.I 2/2026",
        name="Cecep Suryana",
        dates={DateKind.EXPIRY: datetime.date(2031, 1, 1)},
    )
    EnrolmentFactory(inmate=cecep)
    InmateFactory(prison=prison, register_number="B.I 3/2026", name="Gilang Ramadan")
    InmateFactory(prison=prison, register_number="B.I 5/2026", name="Hasan Basri")
    state = {"custody_state": CustodyState.IN_TRANSIT, "destination": prison}
    InmateFactory(name="Dedi Kurnia", nik=NIK, state=state)
    return checked(
        prison,
        tmp_path,
        ("B.I 8/2026", "Budi Sinaga", None, "02-05-1990"),
        ("B.I 2/2026", "Cecep Suryana", None, None, "01-06-2030"),
        ("B.I 3/2026", "Gilang Ramadan", None, None, None, "Kejar paket"),
        ("B.I 9/2026", "Dedi Kurnia", NIK),
        ("B.I 10/2026", "Eko Prasetyo", 9.9010102059e15, "31-02-1990"),
        ("B.I 11/2026", "Fajar Nugraha"),
    )


@pytest.mark.parametrize(
    ("chip", "name", "words"),
    [
        ("doubtful", "Budi Sinaga", "Mungkin orang yang sama dengan A.III 7/2025"),
        (
            "date_moved",
            "Cecep Suryana",
            'bebas: <s><span class="nowrap">01-01-2031</span></s> → <b><span class="nowrap">01-06-2030<',
        ),
        ("date_moved", "Cecep Suryana", "masih selesai sebelum bebas"),
        ("arriving", "Dedi Kurnia", "terima dulu di Kedatangan"),
        ("refused", "Eko Prasetyo", "<b>NIK</b>: NIK berubah menjadi angka di Excel"),
        ("created", "Fajar Nugraha", "baru"),
        ("unchanged", "Gilang Ramadan", "tidak berubah"),
        ("peringatan", "Gilang Ramadan", "Pendidikan “kejar paket” tidak dikenal"),
    ],
)
def test_each_group_shows_its_rows_and_why(desk: Client, mixed: ImportBatch, chip: str, name: str, words: str) -> None:
    page = text(desk.get(address("import-preview", mixed), {"tampil": chip}))
    rows = page.partition("<tbody")[2]
    assert name in rows
    assert words in rows
    assert rows.count('class="who">') == 1


def test_the_preview_says_what_to_do_first_and_who_is_gone(desk: Client, mixed: ImportBatch) -> None:
    page = text(desk.get(address("import-preview", mixed)))
    assert "1 baris ditolak dan akan dilewati" in page
    assert "1 baris adalah orang yang masih tercatat di UPT lain" in page
    # The same split as the chips below.
    assert "1 ditolak · 1 belum diputuskan · 1 di UPT lain" in page
    assert "1 baris mungkin orang yang sudah tercatat" in page
    assert "2 penghuni UPT ini tidak ada di berkas" in page
    assert "Terapkan 3 baris" in page
    # What is to be looked at stands first: groups by their order, then warnings, then the rest.
    response = desk.get(address("import-preview", mixed))
    groups = [row.record.group for row in response.context["table"].paginated_rows]
    assert groups[:4] == [RowGroup.DOUBTFUL, RowGroup.DATE_MOVED, RowGroup.ARRIVING, RowGroup.REFUSED]
    gone = text(desk.get(address("import-gone", mixed)))
    assert "Hasan Basri" in gone
    assert "Catat peristiwa" in gone
    assert "Gilang" not in gone


@pytest.mark.parametrize("same", [True, False])
def test_a_doubtful_row_is_decided_and_may_be_decided_again(desk: Client, mixed: ImportBatch, same: bool) -> None:
    budi = Inmate.objects.get(name="Budi Sinaga")
    page = address("import-row-decide", mixed, 2)
    assert "nama, tanggal lahir" in text(desk.get(page))
    for who in (RowDecision.OTHER, budi.pk) if same else (budi.pk, RowDecision.OTHER):
        answer = submit(desk, page, {"who": who})
        assert answer.headers["Location"] == address("import-preview", mixed)
    submit(desk, address("import-apply", mixed))
    assert run_due() >= 1
    numbers = sorted(Inmate.objects.filter(name="Budi Sinaga").values_list("register_number", flat=True))
    assert numbers == (["B.I 8/2026"] if same else ["A.III 7/2025", "B.I 8/2026"])
    assert desk.get(page).status_code == 404 or "usulan" in text(submit(desk, page, {"who": budi.pk}))


def test_a_decision_about_a_stranger_or_a_row_without_doubt_is_refused(desk: Client, mixed: ImportBatch) -> None:
    answer = submit(desk, address("import-row-decide", mixed, 2), {"who": InmateFactory().pk})
    assert "who" in answer.context["form"].errors
    assert desk.get(address("import-row-decide", mixed, 7)).status_code == 404


def test_refused_rows_come_back_as_a_sheet_with_marks_and_without_nik(desk: Client, mixed: ImportBatch) -> None:
    answer = desk.get(address("import-refused", mixed))
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    titles = [cell.value for cell in page[1]]
    assert titles == ["Baris", *HEAD, "Yang harus diperbaiki"]
    rows = {row[0].value: row for row in page.iter_rows(min_row=2)}
    assert sorted(rows) == [2, 5, 6]
    eko = rows[6]
    assert [cell.value for cell in eko[1:3]] == ["B.I 10/2026", "Eko Prasetyo"]
    marked = [title for title, cell in zip(titles, eko, strict=True) if cell.fill.fgColor.rgb == "FFFBD5D5"]
    assert marked == ["NIK", "Tgl Lahir"]
    assert "Bukan tanggal yang dikenali" in eko[4].comment.text
    assert eko[-1].value.count("\n") == 1
    assert {row[3].value for row in rows.values()} <= {None, ""}
    assert "Tidak dikirim balik" in page["D1"].comment.text
    assert NIK not in str([[cell.value for cell in row] for row in rows.values()])


def test_a_returned_sheet_that_was_corrected_is_read_again(desk: Client, mixed: ImportBatch, tmp_path: Path) -> None:
    submit(desk, address("import-apply", mixed))
    run_due()
    book = openpyxl.load_workbook(io.BytesIO(desk.get(address("import-refused", mixed)).content))
    book.active.delete_rows(2, 2)
    book.active["E2"] = "28-02-1990"
    book.save(tmp_path / "ditolak.xlsx")
    outcome = bring(mixed.prison, tmp_path / "ditolak.xlsx")
    assert (outcome.created, len(outcome.refused)) == (1, 0)
    assert Inmate.objects.get(name="Eko Prasetyo").birth_date == datetime.date(1990, 2, 28)
    # It holds but a part of the prison, so nobody is missing on it.
    assert ImportBatch.objects.exclude(pk=mixed.pk).get().gone == []


def test_an_applied_import_is_undone_on_its_page_and_once(desk: Client, mixed: ImportBatch) -> None:
    submit(desk, address("import-apply", mixed))
    run_due()
    # Applied, it still says who was on no row.
    assert "2 penghuni UPT ini tidak ada di berkas" in text(desk.get(address("import-detail", mixed)))
    assert "1 orang yang ditambahkan dihapus lagi" in text(desk.get(address("import-undo", mixed)))
    submit(desk, address("import-undo", mixed))
    mixed.refresh_from_db()
    assert (mixed.state, Inmate.objects.filter(name="Fajar Nugraha").count()) == (ImportState.UNDONE, 0)
    assert "lalu diurungkan oleh" in text(desk.get(address("import-detail", mixed)))
    assert "muat ulang" in str(submit(desk, address("import-undo", mixed)).context["form"].errors)


def test_undoing_is_refused_on_the_page_with_who_and_what(desk: Client, mixed: ImportBatch) -> None:
    submit(desk, address("import-apply", mixed))
    run_due()
    fajar = Inmate.objects.get(name="Fajar Nugraha")
    EnrolmentFactory(inmate=fajar)
    answer = submit(desk, address("import-undo", mixed))
    assert "Fajar Nugraha sudah dipakai di bagian pelatihan" in str(answer.context["form"].errors)
    cecep = Inmate.objects.get(name="Cecep Suryana")
    set_date_fact(inmate=cecep, kind=DateKind.EXPIRY, date=datetime.date(2032, 1, 1), actor=officer_at(mixed.prison))
    answer = submit(desk, address("import-undo", mixed))
    assert "1 orang sudah diubah sesudah impor ini (Cecep Suryana)" in str(answer.context["form"].errors)
    mixed.refresh_from_db()
    assert mixed.state == ImportState.APPLIED


def test_a_word_is_explained_used_by_the_next_sheet_and_forgotten(desk: Client, prison: Prison, tmp_path: Path) -> None:
    about = {"prison": prison.pk, "word": "SLTA  Kejuruan", "meaning": f"{WordKind.EDUCATION}:smk"}
    submit(desk, reverse("lapas:word-explain"), about)
    assert "slta kejuruan" in text(desk.get(reverse("lapas:word-list")))
    bring(prison, sheet(tmp_path, ("B.I 1/2026", "Budi", OTHER_NIK, None, None, "slta kejuruan"), head=HEAD))
    budi = Inmate.objects.get()
    assert (budi.education, budi.nik_status) == ("smk", NikStatus.FORMAT_OK)
    word = SheetWord.objects.get()
    answer = submit(desk, reverse("lapas:word-explain"), about | {"meaning": ""})
    assert "meaning" in answer.context["form"].errors
    submit(desk, reverse("lapas:word-forget", args=[word.pk]))
    assert not SheetWord.objects.exists()


def test_words_of_another_prison_are_not_found(desk: Client, signed_in: Any) -> None:
    word = SheetWord.objects.create(prison=PrisonFactory(), kind=WordKind.STATUS, word="titipan", meaning="tahanan")
    assert "titipan" not in text(desk.get(reverse("lapas:word-list")))
    assert desk.get(reverse("lapas:word-forget", args=[word.pk])).status_code == 404


def test_the_board_shows_a_region_its_prisons_and_the_nation_all(
    signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    today = clock.today()
    fresh, amber, red = (PrisonFactory(data_as_of=today - datetime.timedelta(days=days)) for days in (2, 12, 40))
    never = PrisonFactory(regional_office=red.regional_office)
    ImportBatch.objects.create(
        prison=red, data_as_of=today, file_name="x", file_sha256="", uploaded_at=clock.now(), state=ImportState.REFUSED
    )
    regional, national = UserFactory(), UserFactory()
    RegionalPostingFactory(person=regional.person, regional_office=red.regional_office)
    NationPostingFactory(person=national.person, role=Role.NATIONAL_VIEWER)
    board = reverse("lapas:stale-board")
    page = text(signed_in(regional).get(board))
    assert all(str(one) in page for one in (red, never))
    assert all(str(one) not in page for one in (amber, fresh))
    desk = signed_in(national)
    with django_assert_max_num_queries(12):
        page = text(desk.get(board))
    assert str(fresh) not in page
    places = [page.index(str(one)) for one in (never, red, amber)]
    assert places == sorted(places), "never first, then the oldest"
    assert str(amber) not in text(desk.get(board, {"tampil": "merah"}))
    assert signed_in(officer_at(red)).get(board).status_code == 403
    # And on their home: never and red, each within reach.
    lines = [told(tasks(user)) for user in (national, regional)]
    home = [[task.count for task in each if "belum memperbarui" in task.title] for each in lines]
    assert home == [[2], [2]]
