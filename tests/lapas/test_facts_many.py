"""One fact for many people: ticked, or by a sheet down and up with refused cells marked."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation import clock
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from lapas import services
from lapas.models import Inmate
from lapas.services.facts_many import fill_fact
from tests.factories.lapas import InmateFactory, PrisonFactory, PrisonPostingFactory, officer_at
from tests.factories.training import EnrolmentFactory, TrainingClassFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db
LIST, FILL, SHEET, UPLOAD, MARKED = (
    reverse(f"lapas:facts-{name}") for name in ("list", "fill", "sheet", "upload", "marked")
)
DAY = datetime.timedelta(days=1)


def book(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    target = io.BytesIO()
    made.save(target)
    return SimpleUploadedFile("fakta.xlsx", target.getvalue())


def test_one_fact_for_the_people_ticked_is_one_line_in_the_trail(desk, prison) -> None:
    one, two = InmateFactory.create_batch(2, prison=prison)
    foreign = InmateFactory(name="Asing Sekali")
    page = desk.get(FILL, {"inmates": [one.pk, two.pk, foreign.pk], "fakta": "security_level"})
    assert "Asing Sekali" not in page.content.decode()
    said = {"inmates": [one.pk, two.pk], "value": "medium"}
    assert submit(desk, f"{FILL}?fakta=security_level", said).status_code == 302
    assert set(Inmate.objects.filter(prison=prison).values_list("security_level", flat=True)) == {"medium"}
    assert AuditEvent.objects.get(verb="lapas.fill_facts").changes == {"fields": ["security_level"]}
    refused = submit(desk, f"{FILL}?fakta=security_level", said | {"inmates": [one.pk, foreign.pk]})
    assert refused.context["form"].errors["inmates"]
    assert "Belum ada yang dipilih" in desk.get(FILL).content.decode()


def test_fitness_asks_for_the_day_and_a_day_to_come_is_refused(desk, prison, officer) -> None:
    inmate = InmateFactory(prison=prison)
    said = {"inmates": [inmate.pk], "value": "ya", "on": f"{clock.today():%d-%m-%Y}"}
    assert submit(desk, f"{FILL}?fakta=fit_for_work", said).status_code == 302
    inmate.refresh_from_db()
    assert (inmate.fit_for_work, inmate.fit_for_work_on) == (True, clock.today())
    for on, code in ((None, "fitness_without_day"), (clock.today() + DAY, "day_to_come")):
        with pytest.raises(ValidationError) as refusal:
            fill_fact(inmates=[inmate], name="fit_for_work", value=False, on=on, actor=officer)
        assert refusal.value.code == code
    with pytest.raises(ValidationError) as refusal:
        fill_fact(inmates=[inmate], name="name", value="x", actor=officer)
    assert refusal.value.code == "not_filled_for_many"


def test_nobody_between_two_prisons_is_written(prison, officer) -> None:
    inmate = InmateFactory(prison=prison)
    services.send_transfer(inmate=inmate, to_prison=PrisonFactory(), on=clock.today(), actor=officer)
    with pytest.raises(ValidationError):
        fill_fact(inmates=[inmate], name="education", value="smp", actor=officer)
    assert Inmate.objects.get(pk=inmate.pk).education == ""


def test_sheet_goes_out_with_what_is_known_and_comes_back_filled(desk, prison) -> None:
    InmateFactory(prison=prison, register_number="B.I 1/2024", education="smp")
    InmateFactory(name="Asing Sekali")
    sheet = openpyxl.load_workbook(io.BytesIO(desk.get(SHEET).content)).active
    header, *rows = sheet.iter_rows(values_only=True)
    assert [(row[0], row[2]) for row in rows] == [("B.I 1/2024", "SMP")]
    filled = book(header, ("bi 1 2024", None, "SMA", "Minimum", "ya", "01/11/2026", "las", None))
    assert submit(desk, UPLOAD, {"prison": prison.pk, "file": filled}).status_code == 302
    inmate = Inmate.objects.get(prison=prison)
    assert (inmate.education, inmate.security_level, inmate.interests) == ("sma", "minimum", "las")
    assert (inmate.fit_for_work, inmate.fit_for_work_on) == (True, datetime.date(2026, 11, 1))


def test_refused_cells_are_named_and_handed_back_marked(desk, prison) -> None:
    for number in (1, 2):
        InmateFactory(prison=prison, register_number=f"B.I {number}")
    InmateFactory(register_number="B.I 3")  # of another prison
    rows = (
        ("No Register", "Pendidikan", "Tingkat pengamanan", "Layak bekerja"),
        ("B.I 1", "SMA", "Rendah", ""),
        ("B.I 2", "SMP", "", ""),
        ("B.I 3", "SMA", "", ""),
        ("B.I 2", "SD", "", ""),
        ("B.I 1", "", "", "kurang sehat"),
    )
    said = {"prison": prison.pk, "file": book(*rows)}
    page = submit(desk, UPLOAD, said)
    assert [line.row for line in page.context["lines"]] == [2, 4, 5, 6]
    assert not Inmate.objects.filter(education="smp").exists()
    back = desk.post(MARKED, {"rows": page.context["refused_rows"]})
    first = list(openpyxl.load_workbook(io.BytesIO(back.content)).active.iter_rows(values_only=True))[1]
    assert first[:3] == (2, "B.I 1", "SMA")
    assert "Tingkat pengamanan: Pilih tingkat" in first[-1]
    page = submit(desk, UPLOAD, said | {"file": book(*rows), "good_only": "on"})
    # What was left out is not lost: it stays on the page, and the form takes the corrected sheet.
    assert "baru untuk 1 orang. 4 baris ditolak dan tidak dicatat" in page.content.decode()
    assert desk.post(MARKED, {"rows": page.context["refused_rows"]}).content[:2] == b"PK"
    rows_again = (rows[0], ("B.I 1", "SD", "", ""))
    key = str(page.context["submission_key"])
    again = desk.post(UPLOAD, said | {"file": book(*rows_again), "submission_key": key})
    assert again.status_code == 302
    assert Inmate.objects.get(register_number="B.I 1").education == "sd"
    assert Inmate.objects.filter(education="smp").count() == 1
    assert not Inmate.objects.filter(education="sma").exists()


def test_marked_sheet_is_made_only_of_what_the_portal_handed_over(desk) -> None:
    assert desk.post(MARKED, {"rows": "made up"}).status_code == 400
    nothing = submit(desk, UPLOAD, {"file": book(("Nama", "Pendidikan"), ("Budi", "SD"))})
    assert nothing.context["form"].errors


def test_work_desk_has_no_part_in_it(signed_in, prison) -> None:
    client = signed_in(officer_at(prison, Role.WORK_OFFICER))
    assert {client.get(url).status_code for url in (LIST, FILL, SHEET, UPLOAD)} == {403}


def numbers_in(desk, **asked: str) -> set[object]:
    book = openpyxl.load_workbook(io.BytesIO(desk.get(SHEET, asked).content))
    return {row[0] for row in book.active.iter_rows(min_row=2, values_only=True)}


def shown(desk, **asked: str) -> set[str]:
    return {row.record.register_number for row in desk.get(LIST, asked).context["table"].rows}


def test_page_and_sheet_hold_whom_the_address_names(desk, prison) -> None:
    InmateFactory(prison=prison, register_number="B.I 1", name="Slamet Riyadi", block="A", education="smp")
    InmateFactory(prison=prison, register_number="B.I 2", name="Slamet Hartono", block="B")
    InmateFactory(prison=prison, register_number="A.I 3", name="Budi", legal_status="tahanan")
    for asked, wanted in (
        ({"q": "slamet"}, {"B.I 1", "B.I 2"}),
        ({"q": "slamet", "tampil": "pendidikan"}, {"B.I 2"}),
        ({"block": "a"}, {"B.I 1"}),
        ({"daftar": "tahanan"}, {"A.I 3"}),
    ):
        assert (shown(desk, **asked), numbers_in(desk, **asked)) == (wanted, wanted)
    link = desk.get(reverse("lapas:inmate-list"), {"tampil": "tahanan", "q": "budi", "page": "1"}).context["buttons"]
    assert f"{LIST}?q=budi&daftar=tahanan" in [button.url for button in link]


def test_narrowing_lives_through_the_form_and_fills_exactly_whom_it_showed(desk, prison) -> None:
    for number in range(3):
        InmateFactory(prison=prison, name=f"Slamet {number}")
    other = InmateFactory(prison=prison, name="Budi")
    narrowed = "q=slamet&tampil=pengamanan"
    page = desk.get(f"{LIST}?{narrowed}&page=1")
    assert ("q", "slamet") in page.context["kept"]
    everybody = page.context["everybody"]
    assert everybody == f"{FILL}?{narrowed}&semua=1"
    form = desk.get(f"{everybody}&fakta=security_level")
    showed = form.context["form"].initial["inmates"]
    late = InmateFactory(prison=prison, name="Slamet Terlambat")  # came after the page was opened
    done = submit(desk, f"{everybody}&fakta=security_level", {"inmates": showed, "value": "medium"})
    assert done.url == f"{LIST}?{narrowed}"
    assert Inmate.objects.filter(security_level="medium").count() == 3
    assert not Inmate.objects.filter(pk__in=[other.pk, late.pk]).exclude(security_level="").exists()


def test_people_of_a_class_or_only_those_proposed(desk, prison) -> None:
    course = TrainingClassFactory(corner__prison=prison)
    EnrolmentFactory(
        training_class=course, inmate=InmateFactory(prison=prison, register_number="B.I 1"), status="proposed"
    )
    EnrolmentFactory(
        training_class=course, inmate=InmateFactory(prison=prison, register_number="B.I 2"), status="enrolled"
    )
    InmateFactory(prison=prison)
    foreign = EnrolmentFactory(status="proposed").training_class
    assert shown(desk, kelompok=f"kelas-{course.pk}") == {"B.I 1", "B.I 2"}
    assert numbers_in(desk, kelompok=f"usulan-{course.pk}") == {"B.I 1"}
    assert shown(desk, kelompok=f"kelas-{foreign.pk}") == set()
    assert str(foreign) not in desk.get(LIST).content.decode()


def test_officer_of_two_prisons_gets_the_sheet_of_the_one_chosen(signed_in, prison) -> None:
    officer, there = officer_at(prison), PrisonFactory()
    PrisonPostingFactory(person=officer.person, prison=there)
    InmateFactory(prison=prison, register_number="B.I 1")
    InmateFactory(prison=there, register_number="B.I 2")
    both = signed_in(officer)
    assert shown(both) == {"B.I 1", "B.I 2"}
    assert both.get(SHEET).url == LIST
    assert numbers_in(both, prison=str(there.pk)) == {"B.I 2"}


@pytest.mark.parametrize("rows", [1, 25])
def test_list_takes_the_same_queries(desk, prison, rows: int, django_assert_max_num_queries) -> None:
    InmateFactory.create_batch(rows, prison=prison)
    desk.get(LIST)
    with django_assert_max_num_queries(10):
        assert len(desk.get(LIST).context["table"].rows) == rows
