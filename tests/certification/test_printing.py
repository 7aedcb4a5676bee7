"""The rendering job, print runs, sheets and hand-over."""

import datetime
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import InMemoryStorage

from certification.choices import CertificateState, PrintRunState
from certification.models import Certificate, HandOver, PublicRecord
from certification.services.handing_over import hand_over
from certification.services.printing import copy_is_current, record_sheets, start_print_run
from foundation import clock, stored
from foundation.jobs.choices import JobState
from foundation.jobs.execution import run, run_due
from foundation.jobs.models import Job
from tests.certification.issuing_world import issued, tomorrow
from tests.certification.paper import pages_of, text_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def actor():
    return UserFactory()


def test_render_job_stores_a_checked_copy_by_its_hash():
    (certificate,) = issued(1)
    content = stored.read("certificates", certificate.pdf_sha256)
    assert hashlib.sha256(content).hexdigest() == certificate.pdf_sha256
    assert certificate.pdf_size == len(content)
    assert certificate.facts["name"] in text_of(content)
    assert Job.objects.get(kind="certification.render").state == JobState.DONE


def test_render_job_run_again_changes_nothing():
    (certificate,) = issued(1)
    before = (certificate.pdf_sha256, certificate.rendered_at)
    job = Job.objects.get(kind="certification.render")
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    run(job.pk)
    certificate.refresh_from_db()
    assert (certificate.pdf_sha256, certificate.rendered_at) == before


def test_render_job_says_which_certificate_it_cannot_print_and_does_the_others():
    bad, good = issued(2, render=False)
    bad.facts["name"] = "王小明"
    bad.save()
    run_due()
    job = Job.objects.get(kind="certification.render")
    good.refresh_from_db()
    bad.refresh_from_db()
    assert job.state == JobState.FAILED
    assert bad.number in job.error
    assert good.pdf_sha256
    assert not bad.pdf_sha256


def test_print_run_joins_the_copies_in_the_order_of_the_list(actor):
    first, second = issued(2)
    made = start_print_run(lsp=first.lsp, certificates=[second, first], actor=actor)
    run_due()
    made.refresh_from_db()
    text = text_of(stored.read("print-runs", made.file_sha256))
    assert made.state == PrintRunState.READY
    assert pages_of(stored.read("print-runs", made.file_sha256)) == 4
    assert text.index(second.facts["name"]) < text.index(first.facts["name"])
    assert made.file_name == f"cetak-{made.day:%Y%m%d}-01.pdf"


def test_print_run_refuses_what_has_no_copy_yet(actor):
    (certificate,) = issued(1, render=False)
    with pytest.raises(ValidationError) as refused:
        start_print_run(lsp=certificate.lsp, certificates=[certificate], actor=actor)
    assert refused.value.code == "no_copy"


def test_print_run_refuses_nothing_chosen_and_too_many(actor):
    (certificate,) = issued(1)
    for chosen, code in (([], "none_chosen"), ([certificate] * 51, "too_many")):
        with pytest.raises(ValidationError) as refused:
            start_print_run(lsp=certificate.lsp, certificates=chosen, actor=actor)
        assert refused.value.code == code


def test_print_run_refuses_a_certificate_of_another_lsp(actor):
    (mine,), (foreign,) = issued(1), issued(1)
    with pytest.raises(ValidationError) as refused:
        start_print_run(lsp=mine.lsp, certificates=[foreign], actor=actor)
    assert refused.value.code == "not_waiting"


def test_print_run_refuses_what_stands_in_an_open_run(actor):
    (certificate,) = issued(1)
    start_print_run(lsp=certificate.lsp, certificates=[certificate], actor=actor)
    with pytest.raises(ValidationError) as refused:
        start_print_run(lsp=certificate.lsp, certificates=[certificate], actor=actor)
    assert refused.value.code == "not_waiting"


def test_files_of_an_object_store_go_through_its_own_save(monkeypatch):
    """A store that has a location but no path on this machine."""
    store = InMemoryStorage()
    store.location = "bucket"
    monkeypatch.setattr(stored, "default_storage", store)
    digest = stored.store("certificates", b"%PDF-")
    assert stored.is_whole("certificates", digest)


def _printed(actor, serials=("13562547",)):
    certificates = issued(len(serials))
    made = start_print_run(lsp=certificates[0].lsp, certificates=certificates, actor=actor)
    given = {row.pk: serial for row, serial in zip(certificates, serials, strict=True)}
    record_sheets(run=made, serials=given, actor=actor)
    run_due()
    return [Certificate.objects.get(pk=row.pk) for row in certificates], made


def test_sheets_give_the_copy_its_serial_and_the_public_its_last_three_digits(actor):
    (certificate,), made = _printed(actor)
    made.refresh_from_db()
    assert certificate.sheet_serial == "13562547"
    assert copy_is_current(certificate)
    assert "aslinya pada blangko BNSP No. 13562547" in text_of(stored.read("certificates", certificate.pdf_sha256))
    assert PublicRecord.objects.get(code=certificate.code).sheet_last3 == "547"
    assert made.state == PrintRunState.PRINTED


@pytest.mark.parametrize("serial", ["1356254", "135625477", "1356254x", ""])
def test_sheets_refuse_a_serial_that_is_not_eight_digits(actor, serial):
    (certificate,) = issued(1)
    made = start_print_run(lsp=certificate.lsp, certificates=[certificate], actor=actor)
    with pytest.raises(ValidationError) as refused:
        record_sheets(run=made, serials={certificate.pk: serial}, actor=actor)
    assert refused.value.code == "sheet_serial"


def test_sheets_refuse_one_serial_for_two(actor):
    first, second = issued(2)
    made = start_print_run(lsp=first.lsp, certificates=[first, second], actor=actor)
    with pytest.raises(ValidationError) as refused:
        record_sheets(run=made, serials={first.pk: "13562547", second.pk: "13562547"}, actor=actor)
    assert refused.value.code == "twice"


def test_sheets_refuse_a_serial_that_another_certificate_has(actor):
    _printed(actor)
    (other,) = issued(1)
    made = start_print_run(lsp=other.lsp, certificates=[other], actor=actor)
    with pytest.raises(ValidationError) as refused:
        record_sheets(run=made, serials={other.pk: "13562547"}, actor=actor)
    assert refused.value.code == "sheet_taken"


def test_sheets_are_recorded_once(actor):
    (certificate,), made = _printed(actor)
    with pytest.raises(ValidationError) as refused:
        record_sheets(run=made, serials={certificate.pk: "13562548"}, actor=actor)
    assert refused.value.code == "already"


def _given(**changes):
    return {"handed_on": clock.today(), "received_by": "", "is_holder": True, "identity_check": "known", **changes}


def test_hand_over_names_the_holder(actor):
    (certificate,), _run = _printed(actor)
    made = hand_over(certificate=certificate, actor=actor, **_given())
    assert made.received_by == certificate.facts["name"]
    assert not Certificate.objects.waiting_for_hand_over().exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"handed_on": tomorrow()}, "future"),
        ({"handed_on": clock.today() - datetime.timedelta(days=3)}, "before_print"),
        ({"is_holder": False}, "received_by"),
    ],
)
def test_hand_over_refuses(actor, changes, code):
    (certificate,), _run = _printed(actor)
    with pytest.raises(ValidationError) as refused:
        hand_over(certificate=certificate, actor=actor, **_given(**changes))
    errors = refused.value.error_dict.values() if hasattr(refused.value, "error_dict") else [[refused.value]]
    assert code in {error.code for group in errors for error in group}
    assert HandOver.objects.count() == 0


def test_hand_over_refuses_twice_unprinted_and_suspended(actor):
    (certificate,), _run = _printed(actor)
    hand_over(certificate=certificate, actor=actor, **_given())
    (bare,) = issued(1)
    (suspended,), _run = _printed(actor, serials=("77777777",))
    Certificate.objects.filter(pk=suspended.pk).update(state=CertificateState.SUSPENDED)
    for row, code in ((certificate, "already"), (bare, "not_printed"), (suspended, "not_active")):
        with pytest.raises(ValidationError) as refused:
            hand_over(certificate=row, actor=actor, **_given())
        assert refused.value.code == code
