"""Letters with numbers: uploaded, looked at, applied whole or in part, put away."""

import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certification.choices import LetterState, NumberingMode, SheetStatus
from certification.letters.matching import Group
from certification.letters.reading import LetterRow, Listed
from certification.models import Certificate, NumberLetter
from certification.services.letters import apply_letter, discard_letter, open_letter, verdicts_of
from foundation import clock
from foundation.audit.models import AuditEvent
from tests.certification.issuing_world import decided, tomorrow
from tests.certification.training_world import desk_at, passed_class
from tests.factories.accounts import UserFactory
from tests.factories.certification import LspFactory, officer_of
from tests.factories.numbering import NumberLetterFactory
from tests.factories.sheets import SheetFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return UserFactory()


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


def listed(meeting, *sheets):
    """The list that the LSP would send for everybody of a meeting."""
    rows = []
    for n, decision in enumerate(meeting.decisions.order_by("assessment__candidate_number"), start=1):
        cells = {
            "candidate": str(decision.assessment.candidate_number),
            "name": decision.assessment.inmate.certificate_name,
            "number": f"N-{n}",
            "registration": f"R-{n}",
        }
        if sheets:
            cells["sheet"] = sheets[n - 1]
        rows.append(LetterRow(n + 1, cells))
    return Listed(rows)


def opened(meeting, actor, rows=None, **changes):
    given = {"letter_number": "118/LSP/2026", "letter_date": clock.today(), "file_name": "nomor.xlsx"}
    return open_letter(
        issuer=meeting.exam.lsp, listed=rows or listed(meeting), actor=actor, **{**given, "file_sha256": "a", **changes}
    )


def refusal(act, **given):
    with pytest.raises(ValidationError) as refused:
        act(**given)
    error = refused.value
    return next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.code


def test_letter_gives_its_numbers_and_is_kept_without_its_rows(actor):
    meeting = decided(2, mode=NumberingMode.IMPORTED)
    letter = opened(meeting, actor)
    made = apply_letter(letter=letter, only_good=False, actor=actor)
    letter.refresh_from_db()
    assert [(row.number, row.registration_number, row.letter) for row in made] == [
        ("N-1", "R-1", letter),
        ("N-2", "R-2", letter),
    ]
    assert (letter.state, letter.rows, letter.letter_number) == (LetterState.APPLIED, [], "118/LSP/2026")
    assert refusal(apply_letter, letter=letter, only_good=False, actor=actor) == "not_waiting"


def test_letter_is_applied_whole_or_its_good_rows_alone(actor):
    meeting = decided(2, mode=NumberingMode.IMPORTED)
    rows = listed(meeting)
    rows.rows[1] = LetterRow(3, rows.rows[1].cells | {"name": "ORANG LAIN"})
    letter = opened(meeting, actor, rows)
    assert refusal(apply_letter, letter=letter, only_good=False, actor=actor) == "rows_refused"
    assert not Certificate.objects.exists()
    apply_letter(letter=letter, only_good=True, actor=actor)
    letter.refresh_from_db()
    assert Certificate.objects.get().number == "N-1"
    assert letter.left_out == 1


def test_letter_binds_the_sheets_that_it_names(actor):
    meeting = decided(1, mode=NumberingMode.IMPORTED)
    sheet = SheetFactory(lsp=meeting.exam.lsp)
    letter = opened(meeting, actor, listed(meeting, sheet.serial))
    (made,) = apply_letter(letter=letter, only_good=False, actor=actor)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.certificate) == (SheetStatus.PRINTED, made)
    assert (made.sheet_serial, made.printed_on) == (sheet.serial, letter.letter_date)


def test_letter_with_a_sheet_of_another_lsp_is_refused(actor):
    meeting = decided(1, mode=NumberingMode.IMPORTED)
    letter = opened(meeting, actor, listed(meeting, SheetFactory().serial))
    assert refusal(apply_letter, letter=letter, only_good=False, actor=actor) == "rows_refused"
    assert refusal(apply_letter, letter=letter, only_good=True, actor=actor) == "nothing_matched"


def test_letter_is_put_away_and_forgets_its_rows(actor):
    letter = opened(decided(1, mode=NumberingMode.IMPORTED), actor)
    discard_letter(letter=letter, actor=actor)
    letter.refresh_from_db()
    assert (letter.state, letter.rows) == (LetterState.DISCARDED, [])
    assert not Certificate.objects.exists()


def test_same_file_is_taken_once_and_again_after_it_was_put_away(actor):
    meeting = decided(1, mode=NumberingMode.IMPORTED)
    letter = opened(meeting, actor)
    assert refusal(opened, meeting=meeting, actor=actor) == "same_file"
    discard_letter(letter=letter, actor=actor)
    assert opened(meeting, actor).pk != letter.pk


def test_letter_is_refused_for_an_lsp_that_the_portal_numbers(actor):
    assert refusal(opened, meeting=decided(1), actor=actor) == "portal_mode"


def test_letter_of_a_day_to_come_is_refused(actor):
    meeting = decided(1, mode=NumberingMode.IMPORTED)
    assert refusal(opened, meeting=meeting, actor=actor, letter_date=tomorrow()) == "future"


def csv(meeting, *extra):
    lines = ["No Asesi;Nama Asesi;Nomor Sertifikat;Nomor Registrasi"]
    lines += [";".join(row.cells.values()) for row in listed(meeting).rows] + list(extra)
    return SimpleUploadedFile("nomor.csv", "\n".join(lines).encode())


def letter_data(file):
    return {"letter_number": "118/LSP/2026", "letter_date": f"{clock.today():%d-%m-%Y}", "file": file}


def test_list_is_uploaded_looked_at_and_its_good_rows_applied(client):
    meeting = decided(2, mode=NumberingMode.IMPORTED)
    lsp = meeting.exam.lsp
    client.force_login(officer_of(lsp))
    submit(client, url("letter-upload", lsp.pk), letter_data(csv(meeting, "9;JOKO;N-9;R-9")))
    letter = NumberLetter.objects.get()
    assert url("letter-preview", letter.pk) in client.get(url("numbering-list")).content.decode()
    page = client.get(url("letter-preview", letter.pk)).content.decode()
    assert "Terapkan 2 baris yang cocok" in page
    assert "Tidak ada orang dengan nama ini" in page
    whole = submit(client, url("letter-preview", letter.pk))
    assert "1 baris ditolak" in str(whole.context["form"].errors)
    submit(client, url("letter-preview", letter.pk), {"only_good": "1"})
    assert sorted(Certificate.objects.values_list("number", flat=True)) == ["N-1", "N-2"]
    assert client.get(url("letter-preview", letter.pk)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_preview_takes_the_same_queries_for_any_number(client, django_assert_max_num_queries, rows):
    meeting = decided(rows, mode=NumberingMode.IMPORTED)
    letter = opened(meeting, UserFactory())
    client.force_login(officer_of(meeting.exam.lsp))
    page = url("letter-preview", letter.pk)
    client.get(page)
    with django_assert_max_num_queries(7):
        assert client.get(page).status_code == 200


def test_file_that_is_no_list_is_refused_on_the_form(client):
    lsp = LspFactory()
    client.force_login(officer_of(lsp))
    answer = submit(client, url("letter-upload", lsp.pk), letter_data(SimpleUploadedFile("a.xlsx", b"%PDF-1.7")))
    assert "bukan lembar kerja" in str(answer.context["form"].errors["file"])
    assert not NumberLetter.objects.exists()


def test_letter_of_another_lsp_is_not_found(client):
    foreign = NumberLetterFactory()
    client.force_login(officer_of(LspFactory()))
    assert client.get(url("letter-preview", foreign.pk)).status_code == 404
    assert submit(client, url("letter-discard", foreign.pk)).status_code == 404


def test_list_of_a_centre_numbers_its_people_with_the_day_of_the_letter(client):
    training_class = passed_class(2, mode=NumberingMode.IMPORTED)
    client.force_login(desk_at(training_class.centre))
    names = [row.inmate.certificate_name for row in training_class.enrolments.select_related("inmate")]
    lines = ["Nama;Program;Nomor Sertifikat"]
    lines += [f"{name};{training_class.module.title};A-{n}" for n, name in enumerate(names)]
    data = letter_data(SimpleUploadedFile("a.csv", "\n".join(lines).encode()))
    submit(client, url("training-letter-upload", training_class.centre_id), data)
    letter = NumberLetter.objects.get()
    assert "Terapkan semua 2 baris" in client.get(url("training-letter-preview", letter.pk)).content.decode()
    submit(client, url("training-letter-preview", letter.pk))
    made = Certificate.objects.of_training()
    assert sorted(made.values_list("number", "issued_on", "letter")) == [
        (f"A-{n}", letter.letter_date, letter.pk) for n in range(2)
    ]


def test_list_of_a_centre_is_put_away(client):
    training_class = passed_class(1, mode=NumberingMode.IMPORTED)
    client.force_login(desk_at(training_class.centre))
    letter = NumberLetterFactory(lsp=None, centre=training_class.centre)
    submit(client, url("training-letter-discard", letter.pk))
    letter.refresh_from_db()
    assert letter.state == LetterState.DISCARDED


@pytest.mark.parametrize("side", ["lsp", "centre"])
def test_sheet_to_fill_in_is_read_back_with_everybody_who_waits(client, side):
    if side == "lsp":
        issuer = decided(3, mode=NumberingMode.IMPORTED).exam.lsp
        page, user = url("letter-upload", issuer.pk), officer_of(issuer)
    else:
        issuer = passed_class(3, mode=NumberingMode.IMPORTED).centre
        page, user = url("training-letter-upload", issuer.pk), desk_at(issuer)
    client.force_login(user)
    assert "?contoh=xlsx" in client.get(page).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get(page, {"contoh": "xlsx"}).content))
    heads = [cell.value for cell in book.active[1]]
    for row in range(2, 5):
        book.active.cell(row, heads.index("Nomor sertifikat") + 1, f"N-{row}")
        if side == "lsp":
            book.active.cell(row, heads.index("Nomor registrasi") + 1, f"R-{row}")
    filled = io.BytesIO()
    book.save(filled)
    file = SimpleUploadedFile("daftar-nomor.xlsx", filled.getvalue())
    submit(client, page, {"letter_number": "1/2026", "letter_date": f"{clock.today():%d-%m-%Y}", "file": file})
    verdicts = verdicts_of(NumberLetter.objects.get())
    assert [verdict.group for verdict in verdicts] == [Group.MATCHED] * 3
    assert AuditEvent.objects.get(verb="certification.take_number_sheet").changes == {"rows": 3}
