"""A print run from the queue to final serials, with jams, bad sheets and refusals."""

import pytest
from django.core.exceptions import ValidationError

from certification.choices import CertificateState, PrintOutcome, PrintRunState, SheetStatus
from certification.models import Certificate, PrintRun, PublicRecord, Sheet
from certification.services import print_runs
from foundation import stored
from foundation.jobs.execution import run_due
from foundation.jobs.models import Job
from tests.certification import sheets_world as world
from tests.certification.issuing_world import issued
from tests.certification.paper import pages_of, text_of
from tests.factories.accounts import UserFactory
from tests.factories.sheets import PrinterProfileFactory, SheetLotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return UserFactory()


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def code_of(refused):
    error = refused.value
    return next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.code


def serials(run):
    return [item.sheet.serial[-2:] if item.sheet else "" for item in run.items.order_by("position")]


def states(**wanted):
    for state, tails in wanted.items():
        found = Sheet.objects.filter(state=state).values_list("serial", flat=True)
        assert [serial[-2:] for serial in found] == tails, state


def test_choosing_sets_certificates_aside_and_no_sheet(actor):
    run, lot, _profile = world.chosen(2)
    assert run.state == PrintRunState.CHOSEN
    assert not Certificate.objects.waiting_for_print().not_in_a_print_run().exists()
    assert lot.sheets.free().count() == 10
    assert not Job.objects.filter(kind="certification.print_run").exists()


def test_choosing_refuses_what_has_no_copy_yet(actor):
    (certificate,) = issued(1, render=False)
    with pytest.raises(ValidationError) as refused:
        print_runs.start_print_run(lsp=certificate.lsp, certificates=[certificate], actor=actor)
    assert refused.value.code == "no_copy"


def test_choosing_refuses_nothing_and_too_many(actor):
    (certificate,) = world.waiting(1)
    for chosen, code in (([], "none_chosen"), ([certificate] * 51, "too_many")):
        with pytest.raises(ValidationError) as refused:
            print_runs.start_print_run(lsp=certificate.lsp, certificates=chosen, actor=actor)
        assert refused.value.code == code


def test_choosing_refuses_a_certificate_of_another_lsp_and_one_in_an_open_run(actor):
    (mine,), (foreign,) = world.waiting(1), world.waiting(1)
    with pytest.raises(ValidationError) as refused:
        print_runs.start_print_run(lsp=mine.lsp, certificates=[foreign], actor=actor)
    assert refused.value.code == "not_waiting"
    print_runs.start_print_run(lsp=mine.lsp, certificates=[mine], actor=actor)
    with pytest.raises(ValidationError) as refused:
        print_runs.start_print_run(lsp=mine.lsp, certificates=[mine], actor=actor)
    assert refused.value.code == "not_waiting"


def test_laying_jumps_over_sheets_that_are_not_free(actor):
    run, lot, profile = world.chosen(3)
    lot.sheets.filter(serial="13562542").update(state=SheetStatus.SPOILED, spoiled_reason="sobek")
    print_runs.lay_print_run(run=run, profile=profile, top=world.TOP, last="13562544", actor=actor)
    assert serials(run) == ["41", "43", "44"]
    states(in_run=["41", "43", "44"], spoiled=["42"])


def test_laying_never_takes_a_serial_that_a_letter_gave_to_a_certificate(actor):
    run, _lot, profile = world.chosen(2)
    (elder,) = issued(1, render=False)
    Certificate.objects.filter(pk=elder.pk).update(
        sheet_serial="13562541", lsp=run.lsp, serial=None, registration_serial=None, number="1"
    )
    with pytest.raises(ValidationError) as refused:
        print_runs.preview_plan(run, profile, [print_runs.Segment(1, world.TOP)])
    assert refused.value.code == "not_free"


def test_laying_counts_down_for_a_printer_that_draws_the_highest_first(actor):
    run, _lot, profile = world.chosen(3, tray_order="bottom")
    print_runs.lay_print_run(run=run, profile=profile, top=world.TOP, last="13562543", actor=actor)
    assert serials(run) == ["43", "42", "41"]


@pytest.mark.parametrize(
    ("top", "last", "code"),
    [
        ("99999999", "99999999", "not_received"),
        ("13562549", "13562551", "too_few"),
        ("13562541", "13562544", "plan_changed"),
    ],
)
def test_laying_refuses(actor, top, last, code):
    run, lot, profile = world.chosen(3)
    with pytest.raises(ValidationError) as refused:
        print_runs.lay_print_run(run=run, profile=profile, top=top, last=last, actor=actor)
    assert refused.value.code == code
    assert lot.sheets.free().count() == 10


def test_a_run_over_the_end_of_a_lot_is_told_to_make_two_runs(actor):
    run, lot, profile = world.chosen(3, sheets=2)
    SheetLotFactory(lsp=run.lsp, first="13562543", count=5)
    with pytest.raises(ValidationError) as refused:
        print_runs.lay_print_run(run=run, profile=profile, top=world.TOP, last="13562543", actor=actor)
    assert refused.value.code == "too_few"
    assert "cetak 2 sertifikat dari lot ini, lalu sisanya dalam cetakan kedua" in refused.value.messages[0]
    assert lot.sheets.free().count() == 2


def test_laying_refuses_the_sheets_of_another_lsp_and_its_printer(actor):
    run, _lot, profile = world.chosen(1)
    foreign = SheetLotFactory(first="20000001")
    with pytest.raises(ValidationError) as refused:
        print_runs.lay_print_run(run=run, profile=profile, top="20000001", last="20000001", actor=actor)
    assert refused.value.code == "not_received"
    with pytest.raises(ValidationError) as refused:
        print_runs.lay_print_run(
            run=run, profile=PrinterProfileFactory(lsp=foreign.lsp), top=world.TOP, last=world.TOP, actor=actor
        )
    assert refused.value.code == "foreign_printer"


def test_confirming_makes_serials_final_on_certificate_sheet_and_public_page():
    certificates = world.printed(2)
    assert [row.sheet_serial for row in Certificate.objects.order_by("pk")] == ["13562541", "13562542"]
    assert PublicRecord.objects.get(code=certificates[1].code).sheet_last3 == "542"
    assert Sheet.objects.get(serial="13562542").certificate == certificates[1]
    assert PrintRun.objects.get().state == PrintRunState.PRINTED
    assert Job.objects.filter(kind="certification.render").count() == 2


def test_nothing_is_final_before_the_sample_agrees():
    run = world.checking(world.ready(5))
    wrong = {**world.read_back(run), 5: "999"}
    with pytest.raises(ValidationError) as refused:
        print_runs.confirm_print_run(run=run, read_back=wrong, actor=run.created_by)
    assert refused.value.code == "sample"
    assert not Certificate.objects.exclude(sheet_serial="").exists()
    assert not Sheet.objects.filter(state=SheetStatus.PRINTED).exists()


def test_bad_places_return_to_the_queue_and_their_sheets_are_spoiled_with_the_reason():
    run = world.ready(4)
    world.confirmed(run, bad=[2])
    states(printed=["41", "43", "44"], spoiled=["42"])
    assert Sheet.objects.get(serial="13562542").spoiled_reason == "tinta luntur"
    back = Certificate.objects.waiting_for_print().not_in_a_print_run().get()
    assert back == run.items.get(position=2).certificate


def test_a_jam_shifts_the_rest_and_spoils_what_was_eaten_when_confirmed(actor):
    run = world.ready(4)
    made = print_runs.rebase_print_run(run=run, place=3, serial="13562545", actor=actor)
    assert made.eaten == ("13562543", "13562544")
    run.refresh_from_db()
    assert (run.state, run.file_from) == (PrintRunState.PREPARING, 3)
    states(in_run=["41", "42", "43", "44", "45", "46"])
    world.confirmed(world.with_file(run))
    assert serials(run) == ["41", "42", "45", "46"]
    states(printed=["41", "42", "45", "46"], spoiled=["43", "44"])
    assert Sheet.objects.get(serial="13562543").spoiled_reason == print_runs.JAMMED


def test_a_mistyped_jam_is_corrected_from_the_same_place(actor):
    run = world.ready(4)
    print_runs.rebase_print_run(run=run, place=3, serial="13562546", actor=actor)
    print_runs.rebase_print_run(run=run, place=3, serial="13562544", actor=actor)
    assert serials(run) == ["41", "42", "44", "45"]
    states(received=["46", "47", "48", "49", "50"], in_run=["41", "42", "43", "44", "45"])


def test_a_jam_at_the_end_of_the_lot_sends_the_last_place_back_to_the_queue(actor):
    run = world.ready(4, sheets=4)
    print_runs.rebase_print_run(run=run, place=2, serial="13562543", actor=actor)
    left = run.items.get(outcome=PrintOutcome.LEFT_OVER)
    assert (left.position, left.sheet) == (4, None)
    # Held until the end, so that a corrected jam finds it again.
    assert not Certificate.objects.waiting_for_print().not_in_a_print_run().exists()
    world.confirmed(world.with_file(run))
    assert list(Certificate.objects.waiting_for_print().not_in_a_print_run()) == [left.certificate]
    states(printed=["41", "43", "44"], spoiled=["42"])


@pytest.mark.parametrize(
    ("place", "serial", "code"),
    [(5, "13562545", "place"), (0, "13562545", "place"), (3, "13562541", "backwards"), (3, "77777777", "not_free")],
)
def test_a_jam_refuses(actor, place, serial, code):
    run = world.ready(4)
    with pytest.raises(ValidationError) as refused:
        print_runs.rebase_print_run(run=run, place=place, serial=serial, actor=actor)
    assert code_of(refused) == code
    assert serials(run) == ["41", "42", "43", "44"]


def test_a_file_ordered_before_a_jam_is_not_taken_for_the_one_after_it(actor):
    run = world.ready(3)
    print_runs.rebase_print_run(run=run, place=2, serial="13562543", actor=actor)
    print_runs.keep_print_files(run=run, order=1, sha256="2" * 64)
    run.refresh_from_db()
    assert (run.state, run.file_sha256) == (PrintRunState.PREPARING, "")


def test_the_outcome_refuses_bad_sheets_without_reason_and_places_without_sheet(actor):
    run = world.ready(2)
    for bad, reason, code in (([1], " ", "reason"), ([9], "sobek", "place")):
        with pytest.raises(ValidationError) as refused:
            print_runs.record_outcome(run=run, bad=bad, reason=reason, actor=actor)
        assert code_of(refused) == code


def test_the_outcome_may_be_said_anew_before_it_is_confirmed(actor):
    run = world.ready(3)
    world.checking(run, bad=[1, 2])
    world.confirmed(run, bad=[3])
    states(printed=["41", "42"], spoiled=["43"])


def test_all_bad_needs_no_sample_and_leaves_every_certificate_in_the_queue():
    run = world.ready(2)
    assert world.confirmed(run, bad=[1, 2]) == []
    assert Certificate.objects.waiting_for_print().not_in_a_print_run().count() == 2
    states(spoiled=["41", "42"])


def test_confirming_refuses_a_certificate_that_was_suspended_meanwhile(actor):
    run = world.checking(world.ready(2))
    Certificate.objects.filter(print_items__position=1).update(state=CertificateState.SUSPENDED)
    with pytest.raises(ValidationError) as refused:
        print_runs.confirm_print_run(run=run, read_back=world.read_back(run), actor=actor)
    assert refused.value.code == "not_active"


def test_a_run_that_was_never_printed_gives_everything_back(actor):
    run = world.ready(3)
    print_runs.abandon_print_run(run=run, actor=actor)
    run.refresh_from_db()
    assert run.state == PrintRunState.ABANDONED
    assert Sheet.objects.free().count() == 10
    assert not Sheet.objects.filter(run__isnull=False).exists()
    assert Certificate.objects.waiting_for_print().not_in_a_print_run().count() == 3


def test_a_run_that_jammed_was_printed_and_is_not_abandoned(actor):
    run = world.ready(3)
    print_runs.rebase_print_run(run=run, place=2, serial="13562543", actor=actor)
    with pytest.raises(ValidationError) as refused:
        print_runs.abandon_print_run(run=run, actor=actor)
    assert refused.value.code == "was_printed"


def test_each_step_refuses_a_run_at_another_step(actor):
    run, _lot, profile = world.chosen(1)
    given = {"run": run, "actor": actor}
    for act in (
        lambda: print_runs.rebase_print_run(place=1, serial="13562542", **given),
        lambda: print_runs.record_outcome(bad=[], **given),
        lambda: print_runs.confirm_print_run(read_back={}, **given),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "not_now"
    print_runs.lay_print_run(profile=profile, top=world.TOP, last=world.TOP, **given)
    world.confirmed(world.with_file(run))
    for act in (
        lambda: print_runs.lay_print_run(profile=profile, top=world.TOP, last=world.TOP, **given),
        lambda: print_runs.confirm_print_run(read_back={}, **given),
        lambda: print_runs.abandon_print_run(**given),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "not_now"


def test_the_job_makes_one_file_in_the_order_of_the_places(actor, files):
    run, _lot, profile = world.chosen(2)
    print_runs.lay_print_run(run=run, profile=profile, top=world.TOP, last="13562542", actor=actor)
    Job.objects.exclude(kind="certification.print_run").delete()
    run_due()
    run.refresh_from_db()
    names = [item.certificate.facts["name"] for item in run.items.all()]
    text = text_of(stored.read("print-runs", run.file_sha256))
    assert run.state == PrintRunState.READY
    assert pages_of(stored.read("print-runs", run.file_sha256)) == 4
    assert text.index(names[0]) < text.index(names[1])
    assert "13562541" not in text
    assert run.file_name == f"cetak-{run.day:%Y%m%d}-01.pdf"


def test_a_manual_printer_gets_fronts_and_backs_and_after_a_jam_the_rest_of_the_fronts(actor, files):
    run = world.ready(2, duplex="manual")
    print_runs.rebase_print_run(run=run, place=2, serial="13562543", actor=actor)
    Job.objects.exclude(kind="certification.print_run").delete()
    run_due()
    run.refresh_from_db()
    assert pages_of(stored.read("print-runs", run.file_sha256)) == 1
    assert pages_of(stored.read("print-runs", run.backs_sha256)) == 2
