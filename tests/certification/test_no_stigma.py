"""Nothing that the public holds or sees tells that the holder was in prison (DOMAIN: the paper)."""

import datetime
import json

import pytest
from django.urls import reverse

from certification import stigma
from certification.models import Certificate, PublicRecord
from certification.rendering import codes
from certification.rendering.facts import CertificateFacts
from certification.rendering.forms import Mark
from certification.rendering.full import render_full
from certification.rendering.receipt import ReceiptFacts, render_receipt
from certification.services.issuing import issue_certificates
from foundation import clock, stored
from tests.certification.issuing_world import decided, issued
from tests.certification.paper import facts_with, metadata_of, qr_of, text_of
from tests.factories.accounts import UserFactory
from tests.factories.lapas import PrisonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def _traces(certificate):
    """What would betray the place or the stay, taken from the rows behind the certificate."""
    inmate, training_class = certificate.inmate, certificate.decision.assessment.exam.training_class
    return [
        inmate.prison.name, inmate.prison.code, inmate.register_number, training_class.corner.name,
        str(training_class), inmate.name,
    ]  # fmt: skip


def test_copy_metadata_name_and_qr_hold_no_word_and_no_trace():
    (certificate,) = issued(1)
    pdf = stored.read("certificates", certificate.pdf_sha256)
    shown = " ".join([text_of(pdf), metadata_of(pdf), certificate.file_name, *qr_of(pdf)])
    assert stigma.found_in(shown, holder=certificate.facts["name"]) == []
    for trace in _traces(certificate):
        assert trace not in shown
    assert certificate.file_name == f"salinan-{certificate.code[:4]}.pdf"


def test_public_page_holds_no_word_no_trace_and_no_product_name(client):
    (certificate,) = issued(1, render=False)
    address = reverse("verify:record", args=[certificate.code + codes.check_character(certificate.code)])
    for url in (address, reverse("verify:entry")):
        page = client.get(url).content.decode()
        assert stigma.found_in(page, holder=certificate.facts["name"]) == []
        assert "Pojok" not in page
        for trace in _traces(certificate):
            assert trace not in page


def test_public_record_row_holds_no_trace():
    (certificate,) = issued(1, render=False)
    row = PublicRecord.objects.filter(code=certificate.code).values().get()
    text = json.dumps(row, default=str)
    for trace in _traces(certificate):
        assert trace not in text


def test_receipt_holds_no_word_and_no_trace():
    (certificate,) = issued(1, render=False)
    facts = CertificateFacts.from_json(certificate.facts)
    pdf = render_receipt(facts, ReceiptFacts("13562547", clock.today(), facts.name, is_holder=True))
    shown = text_of(pdf) + metadata_of(pdf)
    assert facts.number in shown
    assert "13562547" in shown
    assert stigma.found_in(shown, holder=facts.name) == []
    for trace in _traces(certificate):
        assert trace not in shown


def test_no_public_byte_changes_with_any_prison_related_field():
    """Issue the same decision twice, in two different prisons with everything about the stay changed."""
    meeting = decided(1)
    inmate = meeting.decisions.get().assessment.inmate
    corner = meeting.exam.training_class.corner

    def public_bytes():
        (made,) = issue_certificates(meeting=meeting, actor=UserFactory())
        made = Certificate.objects.get(pk=made.pk)
        facts = CertificateFacts.from_json({**made.facts, "code": "7K2M9QXR4TBN8WJZ3VHC5DPF6G"})
        record = (
            PublicRecord.objects.filter(code=made.code).values("shown", "state", "valid_until", "sheet_last3").get()
        )
        public = (render_full(facts, mark=Mark("13562547")), json.dumps(record, default=str, sort_keys=True))
        PublicRecord.objects.all().delete()
        Certificate.objects.all().delete()
        for series in made.lsp.series.all():
            series.next_number = series.first_number
            series.save()
        return public

    before = public_bytes()
    other = PrisonFactory(name="Rutan Lain", timezone="Asia/Jayapura", kind="rutan")
    columns = {
        "prison": other, "register_number": "B.IIa 9/2020", "legal_status": "tahanan", "block": "Z-9", "cell": "99",
        "name": "NAMA REGISTER LAIN", "patronymic": "SESEORANG", "alias": "LAIN", "security_level": "maximum",
        "admitted_on": datetime.date(2011, 1, 1), "expiry": datetime.date(2041, 1, 1), "sentence_years": 20,
        "earliest_release": datetime.date(2040, 1, 1), "earliest_release_basis": "expiry", "fit_for_work": False,
        "data_as_of": datetime.date(2020, 1, 1), "custody_state": "released", "released_on": datetime.date(2026, 1, 1),
        "release_kind": "pb", "interests": "lain", "pickup_plan": "lain", "search_key": "lain",
    }  # fmt: skip
    for name, value in columns.items():
        setattr(inmate, name, value)
    inmate.save()
    corner.prison, corner.name = other, "Pojok Lain"
    corner.save()
    meeting.exam.tuk_name = "Bengkel di dalam tembok"
    meeting.exam.save()
    assert public_bytes() == before


def test_facts_name_no_field_of_custody():
    words = {"prison", "inmate", "register", "class", "corner", "block", "offence", "release", "sentence", "custody"}
    assert not {name for name in facts_with().to_json() if set(name.split("_")) & words}
