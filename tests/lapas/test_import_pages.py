from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from foundation.accounts.choices import Role
from foundation.jobs.choices import JobState
from foundation.jobs.execution import run_due
from foundation.jobs.models import Job
from foundation.jobs.services import MAX_ATTEMPTS, retry
from foundation.jobs.sweep import sweep
from lapas.choices import ImportState
from lapas.imports import limits, uploads
from lapas.imports.reader import TOLD_EVERY, read
from lapas.models import ImportBatch, Inmate, Prison
from lapas.services.imports import check_batch, open_batch
from tests.factories.lapas import PrisonFactory, officer_at
from tests.pages import submit
from tests.sheets import AS_OF, CANARY, LAYOUT_A, LAYOUT_C, write

pytestmark = pytest.mark.django_db

TODAY = "20-11-2026"
PAGES = ("import-detail", "import-mapping", "import-preview", "import-apply", "import-discard")


@pytest.fixture
def prison(settings: Any, tmp_path: Path) -> Prison:
    """With an upload folder of this test's own."""
    settings.VAR_DIR = tmp_path / "var"
    return PrisonFactory()


@pytest.fixture
def desk(client: Client, prison: Prison) -> Client:
    """The browser of the prison's registry officer."""
    client.force_login(officer_at(prison))
    return client


def address(page: str, batch: ImportBatch | None = None) -> str:
    return reverse(f"lapas:{page}", args=[batch.pk] if batch else [])


def upload(client: Client, path: Path, prison: Prison, day: str = TODAY) -> HttpResponse:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return submit(client, address("import-upload"), {"prison": prison.pk, "file": file, "data_as_of": day})


def brought(client: Client, path: Path, prison: Prison) -> ImportBatch:
    """The batch of an upload that a worker has read."""
    answer = upload(client, path, prison)
    batch = ImportBatch.objects.latest("pk")
    assert answer.headers["Location"] == f"{address('import-detail', batch)}?lanjut=1"
    assert (batch.state, run_due()) == (ImportState.READING, 1)
    batch.refresh_from_db()
    return batch


def uploads_left() -> list[Path]:
    return list((Path(settings.VAR_DIR) / "uploads").glob("*"))


def as_posted(batch: ImportBatch, **changes: str) -> dict[str, Any]:
    return {f"column_{position}": name for position, name in batch.mapping.items()} | changes


def checked(prison: Prison, path: Path) -> ImportBatch:
    batch = open_batch(prison=prison, reading=read(path), file_name=path.name, data_as_of=AS_OF, actor=None)
    check_batch(batch=batch)
    return batch


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_sheet_whose_reading_was_given_up_is_asked_for_again(desk: Client, prison: Prison) -> None:
    upload(desk, LAYOUT_C, prison)
    batch = ImportBatch.objects.get()
    sweep()
    batch.refresh_from_db()
    assert batch.state == ImportState.READING
    # Five workers died over it.
    Job.objects.update(attempts=MAX_ATTEMPTS)
    sweep()
    batch.refresh_from_db()
    assert batch.state == ImportState.REFUSED
    assert "unggah lagi" in text(desk.get(address("import-detail", batch)))
    retry(job=Job.objects.get(), actor=batch.uploaded_by)
    run_due()
    batch.refresh_from_db()
    assert (batch.state, uploads_left()) == (ImportState.REFUSED, [])


def test_an_officer_uploads_maps_looks_and_applies(desk: Client, prison: Prison) -> None:
    batch = brought(desk, LAYOUT_C, prison)
    answer = desk.get(address("import-detail", batch), {"lanjut": "1"})
    assert answer.headers["Location"] == address("import-mapping", batch)
    page = text(desk.get(address("import-mapping", batch)))
    assert "tanggal_lahir" in page
    assert "Bayu Syafrizal" in page
    assert page.count("tidak pernah disimpan</span>") == 2
    assert "9989051512709930" not in page
    assert CANARY not in page

    answer = submit(desk, address("import-mapping", batch), as_posted(batch))
    assert answer.headers["Location"] == address("import-preview", batch)
    page = text(desk.get(address("import-preview", batch)))
    assert "Terapkan 180 baris" in page
    assert "A.III 0477/2024.1" in page
    assert not Inmate.objects.exists()

    answer = submit(desk, address("import-apply", batch))
    assert answer.headers["Location"] == address("import-detail", batch)
    assert "Menerapkan ke data penghuni" in text(desk.get(address("import-detail", batch)))
    assert run_due() == 1
    page = text(desk.get(address("import-detail", batch)))
    assert "sudah diterapkan" in text(desk.get(address("import-list")))
    assert Inmate.objects.filter(prison=prison).count() == 180
    assert batch.file_sha256[:16] in page
    assert "Bayu Syafrizal" in text(desk.get(address("import-preview", batch)))


def test_the_preview_shows_before_and_after_and_every_problem(desk: Client, prison: Prison, tmp_path: Path) -> None:
    head = ("No Register", "Nama", "Tgl Lahir", "Blok")
    first = checked(prison, write(tmp_path / "a.xlsx", head, ("B.I 1/2026", "Budi", None, "A-1")))
    submit(desk, address("import-apply", first))
    run_due()
    rows = (("B.I 1/2026", "Budi", None, "B-2"), ("B.I 2/2026", "Cecep", "31-02-1990", "A"), ("B.I 3/2026", "Dedi"))
    batch = checked(prison, write(tmp_path / "b.xlsx", head, *rows))
    page = text(desk.get(address("import-preview", batch)))
    assert "blok: <s>A-1</s> → <b>B-2</b>" in page
    assert "<b>Tgl Lahir</b>: Bukan tanggal yang dikenali" in page
    assert "Terapkan 2 baris" in page
    refused = text(desk.get(address("import-preview", batch), {"tampil": "refused"}))
    assert "Cecep" in refused
    assert "Dedi" not in refused


@pytest.mark.parametrize(("content", "words"), [(b"<html>rahasia</html>", "halaman web"), (b"", "kosong")])
def test_a_refused_file_is_answered_with_a_sentence_and_forgotten(
    desk: Client, prison: Prison, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    batch = brought(desk, tmp_path / "x.xlsx", prison)
    assert batch.state == ImportState.REFUSED
    assert words in text(desk.get(address("import-detail", batch), {"lanjut": "1"}))
    assert not uploads_left()


def test_while_a_file_is_read_its_page_says_so_and_the_mapping_page_leads_there(desk: Client, prison: Prison) -> None:
    before = set(uploads_left())
    upload(desk, LAYOUT_A, prison)
    batch = ImportBatch.objects.get()
    page = text(desk.get(address("import-detail", batch), {"lanjut": "1"}))
    assert "Membaca berkas" in page
    assert "data-reload-when-over" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    Job.objects.about(batch).update(state=JobState.RUNNING, done=1250)
    assert "1.250 baris dibaca" in text(desk.get(address("import-detail", batch)))
    Job.objects.about(batch).update(state=JobState.QUEUED)
    assert desk.get(address("import-mapping", batch)).headers["Location"].endswith("?lanjut=1")
    (left,) = set(uploads_left()) - before
    assert left.stat().st_mode & 0o077 == 0
    run_due()
    assert not left.exists()


def test_rows_read_so_far_are_noted_on_the_way(desk: Client, prison: Prison, tmp_path: Path) -> None:
    rows = [(f"B.I {number}/2026", f"Orang {number}") for number in range(TOLD_EVERY + 5)]
    upload(desk, write(tmp_path / "x.xlsx", ("No Register", "Nama"), *rows), prison)
    run_due()
    # The header is a row as well; what comes after the last round number is not told.
    assert Job.objects.about(ImportBatch.objects.get()).get().done == TOLD_EVERY


def test_a_file_that_nobody_read_in_time_is_gone_and_said(desk: Client, prison: Prison) -> None:
    upload(desk, LAYOUT_A, prison)
    for left in uploads_left():
        long_ago = left.stat().st_mtime - uploads.LONGEST_SECONDS - 1
        os.utime(left, (long_ago, long_ago))
    sweep()
    assert not uploads_left()
    run_due()
    batch = ImportBatch.objects.get()
    assert (batch.state, "unggah lagi" in batch.reason) == (ImportState.REFUSED, True)


def test_an_upload_over_the_size_cap_is_not_even_copied(
    desk: Client, prison: Prison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1000)
    upload(desk, LAYOUT_A, prison)
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.file_sha256) == (ImportState.REFUSED, "")
    assert "terlalu besar" in batch.reason


def test_the_same_upload_sent_twice_is_one_import(desk: Client, prison: Prison) -> None:
    key = "6a0b8f0e-6a51-4a54-8d7f-0f2a4bb1c001"
    for _n in range(2):
        file = SimpleUploadedFile("a.xlsx", LAYOUT_A.read_bytes())
        data = {"submission_key": key, "prison": prison.pk, "file": file, "data_as_of": TODAY}
        assert desk.post(address("import-upload"), data).status_code == 302
    assert ImportBatch.objects.count() == 1


def test_a_data_date_in_the_future_is_said_on_the_form(desk: Client, prison: Prison) -> None:
    answer = upload(desk, LAYOUT_A, prison, day="24-11-2199")
    assert "masa depan" in str(answer.context["form"].errors)
    assert not ImportBatch.objects.exists()
    assert not uploads_left()


def test_a_foreign_prison_cannot_be_chosen(desk: Client, prison: Prison) -> None:
    answer = upload(desk, LAYOUT_A, PrisonFactory())
    assert "prison" in answer.context["form"].errors
    assert not ImportBatch.objects.exists()


def test_an_unread_column_asks_for_the_file_again(desk: Client, prison: Prison, tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", ("No Register", "Nama", "Tempat"), ("B.I 1/2026", "Budi", "Kamar 7"))
    batch = brought(desk, path, prison)
    answer = submit(desk, address("import-mapping", batch), as_posted(batch, column_2="cell"))
    assert "pilih lagi berkas yang sama" in str(answer.context["form"].errors)
    file = SimpleUploadedFile("x.xlsx", path.read_bytes())
    answer = submit(desk, address("import-mapping", batch), as_posted(batch, column_2="cell", file=file))
    assert answer.headers["Location"].endswith("?lanjut=1")
    assert run_due() == 2
    batch.refresh_from_db()
    assert (batch.state, batch.mapping["2"]) == (ImportState.CHECKED, "cell")
    assert batch.staged.get().cells["2"] == "Kamar 7"
    assert not uploads_left()
    answer = desk.get(address("import-detail", batch), {"lanjut": "1"})
    assert answer.headers["Location"] == address("import-preview", batch)


def test_a_file_given_again_must_be_the_same_one(desk: Client, prison: Prison) -> None:
    batch = brought(desk, LAYOUT_A, prison)
    file = SimpleUploadedFile("x.xlsx", b"<html>")
    answer = submit(desk, address("import-mapping", batch), as_posted(batch, file=file))
    assert "bukan berkas yang sama" in str(answer.context["form"].errors)
    assert not uploads_left()


def test_a_mapping_without_names_is_said_on_the_form(desk: Client, prison: Prison) -> None:
    batch = brought(desk, LAYOUT_A, prison)
    answer = submit(desk, address("import-mapping", batch), as_posted(batch, column_1=""))
    assert "Pilih kolom untuk nama" in str(answer.context["form"].errors)


def test_a_column_that_is_never_kept_has_no_choice_and_a_posted_one_is_ignored(desk: Client, prison: Prison) -> None:
    batch = brought(desk, LAYOUT_C, prison)
    submit(desk, address("import-mapping", batch), as_posted(batch, column_6="alias"))
    batch.refresh_from_db()
    assert "6" not in batch.mapping


def test_discarding_deletes_the_rows(desk: Client, prison: Prison) -> None:
    batch = checked(prison, LAYOUT_A)
    assert "dihapus" in text(desk.get(address("import-discard", batch)))
    submit(desk, address("import-discard", batch))
    batch.refresh_from_db()
    assert batch.state == ImportState.DISCARDED
    assert not batch.staged.exists()


def test_applying_asks_first_when_opened_by_hand(desk: Client, prison: Prison) -> None:
    assert "180 baru" in text(desk.get(address("import-apply", checked(prison, LAYOUT_A))))


@pytest.mark.parametrize("page", PAGES)
def test_an_import_of_another_prison_is_not_found(client: Client, prison: Prison, page: str) -> None:
    batch = checked(prison, LAYOUT_A)
    client.force_login(officer_at(PrisonFactory()))
    assert client.get(address(page, batch)).status_code == 404
    assert submit(client, address(page, batch)).status_code in {404, 405}


@pytest.mark.parametrize("page", ["import-list", "import-upload"])
def test_a_work_officer_imports_nothing(client: Client, prison: Prison, page: str) -> None:
    client.force_login(officer_at(prison, Role.WORK_OFFICER))
    assert client.get(address(page)).status_code == 403


def test_an_empty_list_says_what_to_do(desk: Client) -> None:
    assert "Unggah lembar penghuni" in text(desk.get(address("import-list")))


@pytest.mark.parametrize("count", [1, 30])
def test_list_and_preview_take_few_queries_whatever_the_rows(
    desk: Client, prison: Prison, tmp_path: Path, count: int, django_assert_max_num_queries: Any
) -> None:
    rows = [(f"B.I {number}/2026", "Budi") for number in range(count)]
    path = write(tmp_path / "x.xlsx", ("No Register", "Nama"), *rows)
    batch = checked(prison, path)
    for _n in range(count - 1):
        ImportBatch.objects.create(
            prison=prison, data_as_of=AS_OF, file_name="x", file_sha256="", uploaded_at=batch.uploaded_at
        )
    for page in ("import-list", "import-upload"):
        with django_assert_max_num_queries(12):
            desk.get(address(page))
    for page in ("import-preview", "import-mapping", "import-detail"):
        with django_assert_max_num_queries(12):
            desk.get(address(page, batch))
