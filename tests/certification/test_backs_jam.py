"""A jam while the backs are printed by hand: one sheet is lost, no serial shifts, only the rest is printed again."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from certification.choices import PrintRunState
from certification.models import Certificate, Sheet
from certification.services import print_runs
from certification.services.backs import jam_backs
from foundation import stored
from foundation.accounts.choices import Role
from foundation.jobs.execution import run_due
from foundation.jobs.models import Job
from tests.certification import sheets_world as world
from tests.certification.paper import pages_of
from tests.factories.accounts import UserFactory
from tests.factories.certification import officer_of
from tests.pages import submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def outcomes(run):
    return [item.outcome for item in run.items.order_by("position")]


def test_the_sheet_is_lost_no_serial_shifts_and_only_the_backs_below_are_made(files):
    run = world.ready(3, duplex="manual")
    before = list(run.items.values_list("position", "sheet"))
    jam_backs(run=run, place=2, actor=run.created_by)
    Job.objects.exclude(kind="certification.print_run").delete()
    run_due()
    run.refresh_from_db()
    assert run.state == PrintRunState.READY
    assert pages_of(stored.read("print-runs", run.backs_sha256)) == 1
    assert list(run.items.values_list("position", "sheet")) == before
    assert outcomes(run) == ["", "bad", ""]


def test_after_the_last_back_nothing_is_left_to_print(files):
    run = world.ready(2, duplex="manual")
    jam_backs(run=run, place=1, actor=run.created_by)
    Job.objects.exclude(kind="certification.print_run").delete()
    run_due()
    run.refresh_from_db()
    assert (run.state, run.backs_sha256) == (PrintRunState.READY, "")


def test_a_second_jam_is_added_and_a_mistyped_one_taken_back():
    run = world.ready(4, duplex="manual")
    for place, expected in ((4, ["", "", "", "bad"]), (2, ["", "bad", "", "bad"]), (3, ["", "", "bad", "bad"])):
        jam_backs(run=run, place=place, actor=run.created_by)
        assert outcomes(run) == expected


@pytest.mark.parametrize(("duplex", "place", "code"), [("auto", 1, "not_manual"), ("manual", 4, "place")])
def test_it_refuses_a_printer_that_prints_both_sides_and_a_place_without_sheet(duplex, place, code):
    run = world.ready(3, duplex=duplex)
    with pytest.raises(ValidationError) as refused:
        jam_backs(run=run, place=place, actor=UserFactory())
    error = refused.value
    assert (error.error_dict["place"][0].code if hasattr(error, "error_dict") else error.code) == code


def test_a_run_whose_backs_jammed_was_printed_and_is_not_abandoned():
    run = world.with_file(jam_backs(run=(made := world.ready(2, duplex="manual")), place=2, actor=made.created_by))
    with pytest.raises(ValidationError) as refused:
        print_runs.abandon_print_run(run=run, actor=run.created_by)
    assert refused.value.code == "was_printed"


def test_a_jam_of_fronts_afterwards_asks_for_all_backs_again():
    run = world.ready(3, duplex="manual")
    jam_backs(run=run, place=2, actor=run.created_by)
    print_runs.rebase_print_run(run=run, place=3, serial="13562544", actor=run.created_by)
    run.refresh_from_db()
    assert run.backs_below is None
    assert outcomes(run) == ["", "", ""]


def test_the_clerk_records_it_on_the_page_and_the_torn_sheet_is_spoiled_with_its_reason(client):
    run = world.ready(3, duplex="manual")
    client.force_login(officer_of(run.lsp, Role.PRINT_CLERK))
    where = reverse("certification:print-run", args=[run.pk])
    assert "Macet bagian belakang" in client.get(where).content.decode()
    submit(client, f"{where}macet/belakang/", {"place": "2"})
    run = world.with_file(run)
    shown = client.get(where).content.decode()
    assert "Ambil 1 lembar yang belakangnya masih kosong: 13562541." in shown
    assert 'name="bad" value="2"' in client.get(f"{where}hasil/").content.decode()
    submit(client, f"{where}hasil/", {"bad": "2, 3", "reason": "tinta luntur"})
    refused = submit(client, f"{where}periksa/", {"angka-1": "000"}).content.decode()
    assert f"{where}macet/" in refused
    submit(client, f"{where}periksa/", {"angka-1": "541"})
    spoiled = Sheet.objects.filter(state="spoiled").order_by("serial").values_list("serial", "spoiled_reason")
    assert list(spoiled) == [("13562542", "macet saat mencetak belakang"), ("13562543", "tinta luntur")]
    assert Certificate.objects.get(sheet_serial="13562541")
    assert Certificate.objects.waiting_for_print().count() == 2
