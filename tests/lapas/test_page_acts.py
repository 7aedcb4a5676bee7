"""Letters about many people on screen: list, form, preview, record, undo, and the fence."""

from __future__ import annotations

import datetime
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation import clock, collect
from foundation.accounts.choices import Role
from lapas import queue
from lapas.models import Inmate, RegistryAct
from tests.factories.lapas import InmateFactory, officer_at
from tests.factories.training import EnrolmentFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db
LIST, OPEN = reverse("lapas:act-list"), reverse("lapas:act-open")
DAY = datetime.timedelta(days=1)


def letter(prison, numbers: str, **said) -> dict[str, object]:
    on = f"{clock.today():%d-%m-%Y}"
    return {
        "prison": prison.pk, "kind": "pb", "stage": "decision", "on": on, "letter_number": "PAS-7", "numbers": numbers,
    } | said  # fmt: skip


def sheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return SimpleUploadedFile("daftar.xlsx", target.getvalue())


def test_pasted_list_is_looked_at_recorded_and_undone(desk, prison) -> None:
    inmate = InmateFactory(prison=prison, register_number="B.I 1/2024", name="Slamet")
    address = submit(desk, OPEN, letter(prison, "bi 1 2024\nB.I 404/2024"))["Location"]
    page = desk.get(address)
    assert "Slamet" in page.content.decode()
    assert "Tidak ada di UPT ini" in page.content.decode()
    assert "Catat untuk 1 orang" in page.content.decode()
    assert submit(desk, address, {"seen": page.context["form"].initial["seen"]}).status_code == 302
    inmate.refresh_from_db()
    assert (inmate.earliest_release, inmate.earliest_release_basis) == (clock.today(), "decision")
    recorded = desk.get(address).content.decode()
    assert f"{reverse('lapas:release-many')}?inmates={inmate.pk}" in recorded
    act = RegistryAct.objects.get()
    assert submit(desk, reverse("lapas:act-undo", args=[act.pk])).status_code == 302
    assert not Inmate.objects.get(pk=inmate.pk).earliest_release
    assert "Diurungkan oleh" in desk.get(address).content.decode()
    assert "diurungkan" in desk.get(LIST).content.decode()


def test_sheet_is_read_by_its_headers_and_one_way_in_is_enough(desk, prison) -> None:
    InmateFactory(prison=prison, register_number="B.I 1/2024")
    rows = [("No", "Nama", "No. Register", "Besaran Remisi"), ("1", "Budi", "B.I 1/2024", "2 bulan")]
    both = submit(desk, OPEN, letter(prison, "B.I 1", file=sheet(*rows)))
    assert "jangan keduanya" in both.context["form"].errors["file"][0]
    submit(desk, OPEN, letter(prison, "", kind="ru_i", file=sheet(*rows)))
    row = RegistryAct.objects.get().rows.get()
    assert (row.number, row.remission) == ("B.I 1/2024", "2 bulan")
    broken = submit(desk, OPEN, letter(prison, "", file=SimpleUploadedFile("x.xlsx", b"PK")))
    assert broken.context["form"].errors["file"]


def test_wrong_line_and_old_preview_are_told_on_the_form(desk, prison) -> None:
    InmateFactory(prison=prison, register_number="B.I 1/2024")
    wrong = submit(desk, OPEN, letter(prison, "B.I 1/2024; 2 bulan; 31-02-2028"))
    assert "Baris 1 (B.I 1/2024)" in wrong.context["form"].errors["numbers"][0]
    address = submit(desk, OPEN, letter(prison, "B.I 1/2024"))["Location"]
    old = submit(desk, address, {"seen": "another"})
    assert "berubah sejak pratinjau" in old.context["form"].errors["__all__"][0]
    assert submit(desk, address, {"seen": old.context["form"]["seen"].value()}).status_code == 302


def test_preview_tells_what_happens_to_classes(desk, prison) -> None:
    enrolment = EnrolmentFactory(training_class__corner__prison=prison, status="running")
    number = enrolment.inmate.register_number
    address = submit(desk, OPEN, letter(prison, f"{number}\n{number}"))["Location"]
    told = desk.get(address).content.decode()
    assert "disebut dua kali" in told
    assert told.count("unit yang sudah lulus tetap dicatat") == 1
    there = InmateFactory().prison
    moved = submit(desk, OPEN, letter(prison, number, kind="transfer", to_prison=there.pk))["Location"]
    assert "berakhir karena pindah" in desk.get(moved).content.decode()


def test_preview_tells_a_new_expiry_that_does_not_move_the_release_and_refuses_a_length_without_remission(
    desk, prison
) -> None:
    planned = clock.today() + 60 * DAY
    InmateFactory(
        prison=prison,
        register_number="B.I 1/2024",
        dates={"decision": planned, "expiry": datetime.date(2029, 1, 1)},
    )
    said = letter(prison, "B.I 1/2024; 1 bulan; 01-12-2028", kind="ru_i")
    told = desk.get(submit(desk, OPEN, said)["Location"]).content.decode()
    assert "<s>01-01-2029</s> → <b>01-12-2028</b>" in told
    assert f"{planned:%d-%m-%Y}, pasti, SK" in told
    refused = submit(desk, OPEN, said | {"kind": "pb"})
    assert "“1 bulan” terbaca sebagai lama remisi" in refused.context["form"].errors["numbers"][0]


def test_home_reminds_of_a_list_that_nobody_recorded(desk, officer, prison) -> None:
    submit(desk, OPEN, letter(prison, "B.I 1/2024"))
    told = {task.title: task.count for task in collect.told(queue.tasks(officer))}
    assert told["SK atau usulan menunggu diperiksa"] == 1


def test_discarded_list_keeps_no_numbers(desk, prison) -> None:
    address = submit(desk, OPEN, letter(prison, "B.I 1/2024"))["Location"]
    act = RegistryAct.objects.get()
    assert submit(desk, reverse("lapas:act-discard", args=[act.pk])).status_code == 302
    assert not act.rows.exists()
    assert "dibatalkan" in desk.get(address).content.decode()


def test_letters_of_another_prison_and_of_another_desk_stay_closed(desk, prison, signed_in) -> None:
    address = submit(desk, OPEN, letter(prison, "B.I 1/2024"))["Location"]
    stranger = signed_in(officer_at(InmateFactory().prison))
    assert stranger.get(address).status_code == 404
    assert submit(stranger, address, {"seen": "x"}).status_code == 404
    assert submit(stranger, OPEN, letter(prison, "B.I 1/2024")).context["form"].errors["prison"]
    assert signed_in(officer_at(prison, Role.WORK_OFFICER)).get(LIST).status_code == 403


@pytest.mark.parametrize("rows", [1, 25])
def test_preview_takes_the_same_queries(desk, prison, rows: int, django_assert_max_num_queries) -> None:
    people = InmateFactory.create_batch(rows, prison=prison, dates={"expiry": clock.today() + 300 * DAY})
    address = submit(desk, OPEN, letter(prison, "\n".join(one.register_number for one in people)))["Location"]
    desk.get(address)
    with django_assert_max_num_queries(12):
        assert len(desk.get(address).context["lines"]) == rows
