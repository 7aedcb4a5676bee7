"""The rendering job, the copy of a printed certificate, hand-over."""

import datetime
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import InMemoryStorage

from certification.choices import CertificateState, SheetStatus
from certification.models import Certificate, HandOver
from certification.services.handing_over import hand_over
from certification.services.printing import copy_is_current
from foundation import clock, stored
from foundation.jobs.choices import JobState
from foundation.jobs.execution import run, run_due
from foundation.jobs.models import Job
from tests.certification.issuing_world import issued, tomorrow
from tests.certification.journey_world import on_sheets
from tests.certification.paper import text_of
from tests.certification.sheets_world import printed
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


def test_files_of_an_object_store_go_through_its_own_save(monkeypatch):
    """A store that has a location but no path on this machine."""
    store = InMemoryStorage()
    store.location = "bucket"
    monkeypatch.setattr(stored, "default_storage", store)
    digest = stored.store("certificates", b"%PDF-")
    assert stored.is_whole("certificates", digest)


def test_a_confirmed_sheet_gives_the_copy_its_serial():
    printed(1)
    run_due()
    certificate = Certificate.objects.get()
    assert certificate.sheet_serial == "13562541"
    assert copy_is_current(certificate)
    assert "aslinya pada blangko BNSP No. 13562541" in text_of(stored.read("certificates", certificate.pdf_sha256))


def _given(**changes):
    return {"handed_on": clock.today(), "received_by": "", "is_holder": True, "identity_check": "known", **changes}


def test_hand_over_names_the_holder(actor):
    (certificate,) = on_sheets(1, SheetStatus.READY, since=0)
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
    (certificate,) = on_sheets(1, SheetStatus.READY, since=0)
    with pytest.raises(ValidationError) as refused:
        hand_over(certificate=certificate, actor=actor, **_given(**changes))
    errors = refused.value.error_dict.values() if hasattr(refused.value, "error_dict") else [[refused.value]]
    assert code in {error.code for group in errors for error in group}
    assert HandOver.objects.count() == 0


def test_hand_over_refuses_twice_unprinted_and_suspended(actor):
    (certificate,) = on_sheets(1, SheetStatus.READY, since=0)
    hand_over(certificate=certificate, actor=actor, **_given())
    (bare,) = issued(1)
    (suspended,) = on_sheets(1, SheetStatus.READY, since=0)
    Certificate.objects.filter(pk=suspended.pk).update(state=CertificateState.SUSPENDED)
    for row, code in ((certificate, "already"), (bare, "not_printed"), (suspended, "not_active")):
        with pytest.raises(ValidationError) as refused:
            hand_over(certificate=row, actor=actor, **_given())
        assert refused.value.code == code
