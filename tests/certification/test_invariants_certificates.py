"""Each promise about certificates is broken on purpose, and the check must say so."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from certification.invariants import checks
from certification.models import Certificate, NumberSeries, PublicRecord
from tests.certification.issuing_world import issued
from tests.factories.certification import HandOverFactory
from tests.factories.numbering import TrainingCertificateFactory, VoidedNumberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def certificates():
    return issued(2)


def broken(code):
    return list(next(each for each in checks() if each.code == code).broken())


CODES = [
    "certification.certificate_per_decision",
    "certification.numbers_contiguous",
    "certification.training_passed",
    "certification.voided",
    "certification.file_whole",
    "certification.public_record_agrees",
]


@pytest.mark.parametrize("code", CODES)
def test_invariant_holds_for_what_the_services_made(certificates, code):
    assert broken(code) == []


def test_invariant_sees_a_decision_without_certificate(certificates):
    PublicRecord.objects.filter(code=certificates[0].code).delete()
    Certificate.objects.filter(pk=certificates[0].pk).delete()
    assert len(broken("certification.certificate_per_decision")) == 1
    assert len(broken("certification.numbers_contiguous")) == 2


def test_invariant_sees_a_certificate_on_a_decision_that_is_not_competent(certificates):
    decision = certificates[0].decision
    decision.outcome = "BK"
    decision.save()
    assert len(broken("certification.certificate_per_decision")) == 1


def test_invariant_sees_a_training_certificate_of_another_centre_and_one_that_was_not_passed():
    foreign, failed = TrainingCertificateFactory.create_batch(2)
    Certificate.objects.filter(pk=foreign.pk).update(centre=failed.centre)
    failed.enrolment.outcome = "not_passed"
    failed.enrolment.save()
    assert len(broken("certification.training_passed")) == 2


def test_invariant_sees_a_voided_certificate_without_reason_and_one_that_was_handed_over():
    told = VoidedNumberFactory()
    assert broken("certification.voided") == []
    HandOverFactory(certificate=told.certificate)
    assert len(broken("certification.voided")) == 1
    told.delete()
    assert len(broken("certification.voided")) == 2


def test_invariant_sees_a_counter_that_ran_ahead(certificates):
    series = NumberSeries.objects.get(kind="certificate")
    series.next_number += 1
    series.save()
    assert len(broken("certification.numbers_contiguous")) == 1


def test_invariant_sees_a_file_that_is_gone_and_one_that_changed(certificates, settings):
    folder = Path(settings.MEDIA_ROOT) / "certificates"
    (folder / f"{certificates[0].pdf_sha256}.pdf").unlink()
    (folder / f"{certificates[1].pdf_sha256}.pdf").write_bytes(b"%PDF-1.7 changed")
    assert len(broken("certification.file_whole")) == 2


@pytest.mark.parametrize(
    "change",
    [{"state": "revoked"}, {"sheet_last3": "999"}, {"shown": {"name": "Orang Lain"}}, {"valid_until": "2000-01-01"}],
)
def test_invariant_sees_a_public_record_that_differs(certificates, change):
    PublicRecord.objects.filter(code=certificates[0].code).update(**change)
    assert len(broken("certification.public_record_agrees")) == 1


def test_invariant_sees_a_public_record_that_is_gone(certificates):
    PublicRecord.objects.filter(code=certificates[0].code).delete()
    assert len(broken("certification.public_record_agrees")) == 1


def test_check_invariants_reports_as_json_and_fails(certificates):
    out = StringIO()
    call_command("check_invariants", json=True, stdout=out)
    assert json.loads(out.getvalue())["ok"] is True
    decision = certificates[0].decision
    decision.outcome = "BK"
    decision.save()
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_invariants", json=True, stdout=out)
    told = {each["code"]: each["broken"] for each in json.loads(out.getvalue())["invariants"]}
    assert stopped.value.code == 1
    assert len(told["certification.certificate_per_decision"]) == 1


def test_check_invariants_reports_in_words(certificates):
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert "holds   certification.numbers_contiguous" in out.getvalue()
