"""Pages of the print clerk: the queue, a run step by step, lots, the ledger, spoiled sheets, counts, printers."""

import pytest
from django.urls import reverse

from certification.choices import PrintRunState, SheetStatus
from certification.models import Certificate, PrinterProfile, PrintRun, Sheet, SheetCount, SheetLot, SpoiledLetter
from foundation import clock
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from tests.certification import sheets_world as world
from tests.certification.issuing_world import issued
from tests.certification.paper import metadata_of, text_of
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.certification import LspFactory, LspPostingFactory, PrintRunFactory, officer_of
from tests.factories.sheets import PrinterProfileFactory, SheetCountFactory, SheetLotFactory, SpoiledLetterFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db

TODAY = f"{clock.today():%d-%m-%Y}"
# Literal, so that a page that grows says so: session, user, postings, the page's own.
QUERIES = {
    "print-list": 10,
    "lot-list": 7,
    "sheet-list": 7,
    "sheet-count-list": 6,
    "printer-list": 6,
    "spoiled-list": 6,
    "sheets-sign": 6,
}


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def url(name, *args):
    return reverse(f"certification:{name}", args=args)


@pytest.fixture
def desk(client):
    """Sign in the print clerk of an LSP."""

    def sign_in(lsp, role=Role.PRINT_CLERK):
        user = officer_of(lsp, role)
        client.force_login(user)
        return user

    return sign_in


def page(client, name, *args, **query):
    answer = client.get(url(name, *args), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("name", list(QUERIES))
def test_lists_take_the_same_queries_for_any_number(client, desk, django_assert_max_num_queries, name, rows):
    certificates = world.waiting(rows)
    lsp = certificates[0].lsp
    for number in range(rows):
        lot = SheetLotFactory(lsp=lsp, first=f"{20000000 + number * 10}", count=2)
        SheetCountFactory(lsp=lsp)
        PrinterProfileFactory(lsp=lsp)
        SpoiledLetterFactory(lsp=lsp)
        PrintRunFactory(lsp=lsp)
        first, second = lot.sheets.all()
        Sheet.objects.filter(pk=first.pk).update(state="printed", certificate=certificates[number])
        Sheet.objects.filter(pk=second.pk).update(state="spoiled", spoiled_reason="sobek")
    desk(lsp)
    client.get(url(name))
    with django_assert_max_num_queries(QUERIES[name]):
        answer = client.get(url(name))
    assert answer.status_code == 200


def test_the_queue_ticks_the_first_twenty_and_starts_a_run_of_the_ticked(client, desk):
    certificates = world.waiting(22)
    desk(certificates[0].lsp)
    assert page(client, "print-list").count(" checked") == 20
    answer = submit(client, url("print-list"), {"rows": [certificates[3].pk, certificates[1].pk]})
    run = PrintRun.objects.get()
    assert answer["Location"] == url("print-run-lay", run.pk)
    assert list(run.items.values_list("certificate", flat=True)) == [certificates[3].pk, certificates[1].pk]


def test_the_queue_takes_no_foreign_certificate(client, desk):
    (own,), (foreign,) = world.waiting(1), world.waiting(1)
    desk(own.lsp)
    refused = submit(client, url("print-list"), {"rows": [foreign.pk]})
    assert "Pilih paling sedikit satu" in str(refused.context["form"].errors)
    submit(client, url("print-list"), {"rows": [own.pk, foreign.pk]})
    assert list(PrintRun.objects.get().items.values_list("certificate", flat=True)) == [own.pk]


def test_the_queue_refuses_a_run_over_two_lsps(client, desk):
    (first,), (second,) = world.waiting(1), world.waiting(1)
    user = desk(first.lsp)
    LspPostingFactory(person=user.person, lsp=second.lsp, role=Role.PRINT_CLERK)
    refused = submit(client, url("print-list"), {"rows": [first.pk, second.pk]})
    assert "satu LSP saja" in str(refused.context["form"].errors)


def test_the_queue_says_one_date_and_never_the_release_date(client, desk):
    (certificate,) = world.waiting(1)
    inmate = certificate.inmate
    inmate.earliest_release, inmate.earliest_release_basis = clock.today().replace(year=2031), "expiry"
    inmate.save()
    desk(certificate.lsp)
    shown = page(client, "print-list")
    assert f"{inmate.earliest_release:%d-%m-%Y}" not in shown
    assert inmate.prison.name not in shown
    assert inmate.register_number not in shown


def test_laying_shows_first_last_and_what_is_jumped_over_before_it_asks(client, desk):
    run, lot, printer = world.chosen(3)
    lot.sheets.filter(serial="13562542").update(state=SheetStatus.SPOILED, spoiled_reason="sobek")
    desk(run.lsp)
    shown = page(client, "print-run-lay", run.pk, atas=world.TOP, printer=printer.pk)
    assert all(words in shown for words in ("13562544", "13562542, rusak", "Sudah saya cocokkan"))
    assert run.sheets.count() == 0
    given = {"top": world.TOP, "last": "13562544", "printer": printer.pk}
    refused = submit(client, url("print-run-lay", run.pk), given)
    assert refused.status_code == 200
    answer = submit(client, url("print-run-lay", run.pk), {**given, "agreed": "on"})
    assert answer["Location"] == url("print-run", run.pk)
    assert run.sheets.count() == 3


def test_laying_refuses_an_unknown_serial_under_its_field(client, desk):
    run, _lot, printer = world.chosen(1)
    desk(run.lsp)
    shown = page(client, "print-run-lay", run.pk, atas="99999999", printer=printer.pk)
    assert "tidak ada di lot yang diterima" in shown
    assert "Sudah saya cocokkan" not in shown


def test_a_run_goes_over_jam_bad_sheet_and_sample_to_final_serials(client, desk):
    run = world.ready(4)
    desk(run.lsp)
    submit(client, url("print-run-jam", run.pk), {"place": "3", "serial": "13562544"})
    run = world.with_file(run)
    assert "Cetak lanjutan mulai urutan 3" in page(client, "print-run", run.pk)
    submit(client, url("print-run-outcome", run.pk), {"bad": "1", "reason": "terlipat"})
    check = page(client, "print-run-check", run.pk)
    assert "13562545" not in check
    submit(client, url("print-run-check", run.pk), {"angka-2": "542", "angka-3": "544", "angka-4": "545"})
    run.refresh_from_db()
    assert run.state == PrintRunState.PRINTED
    serials = (
        Certificate.objects.exclude(sheet_serial="").order_by("sheet_serial").values_list("sheet_serial", flat=True)
    )
    assert list(serials) == ["13562542", "13562544", "13562545"]
    spoiled = Sheet.objects.filter(state="spoiled").values_list("serial", "spoiled_reason")
    assert list(spoiled) == [("13562541", "terlipat"), ("13562543", "macet di printer")]


def test_a_wrong_digit_keeps_everything_open_and_each_try_is_in_the_trail(client, desk):
    run = world.checking(world.ready(1))
    desk(run.lsp)
    for digits in ("542", "543"):
        answer = submit(client, url("print-run-check", run.pk), {"angka-1": digits})
        assert "Urutan 1 tidak cocok" in answer.content.decode()
    run.refresh_from_db()
    assert run.state == PrintRunState.CHECKING
    tried = AuditEvent.objects.about(run).filter(verb="certification.fail_sample")
    assert [event.changes for event in tried] == [{"place": 1}] * 2
    submit(client, url("print-run-check", run.pk), {"angka-1": "541"})
    assert tried.count() == 2


def test_bad_places_that_cannot_be_read_are_said_under_the_field(client, desk):
    run = world.ready(2)
    desk(run.lsp)
    answer = submit(client, url("print-run-outcome", run.pk), {"bad": "2-1", "reason": "x"})
    assert "terbalik" in answer.content.decode()


def test_an_abandoned_run_gives_back_what_it_held(client, desk):
    run = world.ready(2)
    desk(run.lsp)
    assert submit(client, url("print-run-abandon", run.pk))["Location"] == url("print-list")
    assert Sheet.objects.free().count() == 10


def test_print_files_have_names_that_tell_nothing_and_their_opening_is_recorded(client, desk):
    run = world.ready(1)
    from foundation import stored

    PrintRun.objects.update(file_sha256=stored.store("print-runs", b"%PDF-1"), backs_sha256="")
    desk(run.lsp)
    answer = client.get(url("print-file", run.pk))
    assert answer["Content-Disposition"] == f'inline; filename="cetak-{run.day:%Y%m%d}-01.pdf"'
    assert AuditEvent.objects.filter(verb="certification.open_print_file").count() == 1
    assert client.get(url("print-file-backs", run.pk)).status_code == 404


def test_a_lot_is_received_on_the_page_and_its_count_is_said(client, desk):
    lsp = LspFactory()
    desk(lsp)
    given = {"hand_in": "PENGAJUAN-7", "received_on": TODAY, "first": "13562541", "last": "13562572", "note": ""}
    answer = client.post(
        url("lot-receive"),
        {**given, "lsp": lsp.pk, "gaps": "13562550", "submission_key": "0f0b7d9e-6a3c-4c1b-9d3a-2f6a4d1c0b11"},
        follow=True,
    )
    assert "31 lembar" in answer.content.decode()
    refused = submit(client, url("lot-receive"), {**given, "lsp": lsp.pk})
    assert "sudah tercatat di lot lain" in refused.content.decode()
    assert SheetLot.objects.count() == 1


def test_an_auditor_reads_every_ledger_by_numbers_and_writes_nothing(client):
    (certificate,) = world.printed(1)
    auditor = UserFactory()
    NationPostingFactory(person=auditor.person, role=Role.AUDITOR)
    client.force_login(auditor)
    lot = SheetLot.objects.get()
    shown = page(client, "lot-list") + page(client, "lot-detail", lot.pk) + page(client, "sheet-list")
    assert certificate.number in shown
    assert certificate.facts["name"] not in shown
    assert client.get(url("lot-receive")).status_code == 403


def test_printed_sheets_are_marked_as_signed_together(client, desk):
    certificates = world.printed(3)
    desk(certificates[0].lsp)
    sheets = list(Sheet.objects.filter(state=SheetStatus.PRINTED).values_list("pk", flat=True))
    submit(client, url("sheets-sign"), {"rows": sheets[:2], "signed_on": TODAY})
    assert Sheet.objects.filter(state=SheetStatus.SIGNED).count() == 2


def test_spoiled_sheets_go_on_a_letter_and_back_to_bnsp(client, desk):
    lot = SheetLotFactory(first="20000001", count=3)
    desk(lot.lsp)
    given = {"lsp": lot.lsp.pk, "serials": "20000001–20000002", "reason": "basah"}
    submit(client, url("sheet-spoil"), given)
    rows = list(Sheet.objects.filter(state=SheetStatus.SPOILED).values_list("pk", flat=True))
    submit(client, url("spoiled-list"), {"rows": rows, "number": "BA-1/2026", "made_on": TODAY})
    letter = SpoiledLetter.objects.get()
    submit(client, url("spoiled-letter", letter.pk), {"sent_on": TODAY})
    assert Sheet.objects.filter(state=SheetStatus.RETURNED, letter=letter).count() == 2
    assert "BA-1/2026" in page(client, "spoiled-letter", letter.pk)


def test_spoiling_an_unknown_serial_is_refused_under_its_field(client, desk):
    lot = SheetLotFactory(first="20000001", count=1)
    SheetLotFactory(first="30000001", count=1)
    desk(lot.lsp)
    answer = submit(client, url("sheet-spoil"), {"lsp": lot.lsp.pk, "serials": "20000001, 30000001", "reason": "basah"})
    assert "Blangko 30000001 tidak ada" in answer.content.decode()
    assert Sheet.objects.free().count() == 2


def test_the_letter_lists_the_sheets_and_names_no_place_of_custody(client, desk):
    (certificate,) = issued(1, render=False)
    lot = SheetLotFactory(lsp=certificate.lsp, first="20000001", count=2)
    letter = SpoiledLetterFactory(lsp=lot.lsp, number="BA-2/2026")
    lot.sheets.update(state=SheetStatus.SPOILED, spoiled_reason="tinta luntur", letter=letter)
    desk(lot.lsp)
    answer = client.get(url("spoiled-letter-file", letter.pk))
    said = text_of(answer.content)
    assert all(words in said for words in ("BA-2/2026", "20000001", "20000002", "tinta luntur", lot.lsp.chairman))
    everything = (said + metadata_of(answer.content) + answer["Content-Disposition"]).lower()
    assert not any(word in everything for word in ("lapas", "rutan", "narapidana", "binaan", "pojok vokasi"))
    assert AuditEvent.objects.filter(verb="certification.open_spoiled_letter").count() == 1


def test_a_count_with_a_difference_is_recorded_with_its_note(client, desk):
    lot = SheetLotFactory(count=5)
    desk(lot.lsp)
    given = {"lsp": lot.lsp.pk, "counted_on": TODAY, "counted_by": "Dewi", "witnessed_by": "Sri", "counted": "4"}
    assert "Isi keterangan selisihnya" in submit(client, url("sheet-count"), given).content.decode()
    submit(client, url("sheet-count"), {**given, "note": "satu lembar dicari"})
    assert SheetCount.objects.get().difference == -1
    assert "satu lembar dicari" in page(client, "sheet-count-list")


def test_a_printer_is_registered_and_its_measured_shift_taken_over(client, desk):
    lsp = LspFactory()
    desk(lsp)
    given = {"lsp": lsp.pk, "name": "Laser", "tray_order": "top", "face": "down", "duplex": "manual", "is_active": "on"}
    submit(client, url("printer-create"), given)
    printer = PrinterProfile.objects.get()
    shifts = {"front_x_mm": "1,5", "front_y_mm": "-0,5", "back_x_mm": "0", "back_y_mm": "0"}
    submit(client, url("printer-calibrate", printer.pk), shifts)
    printer.refresh_from_db()
    assert (str(printer.front_x_mm), str(printer.front_y_mm)) == ("-1.5", "0.5")
    submit(client, url("printer-change", printer.pk), {**given, "name": "Laser baru"})
    assert PrinterProfile.objects.get().name == "Laser baru"
