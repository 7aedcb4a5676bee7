"""A number that was given wrongly is voided before the certificate leaves."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from certification.choices import CertificateState, NumberingMode, SheetStatus, Wish
from certification.invariants import checks
from certification.models import Certificate, Decision, NumberSeries, PublicRecord, VoidedNumber
from certification.services.freezing import NAME_NOT_CONFIRMED
from certification.services.issuing import Numbered, record_letter_numbers
from certification.services.states import ask_for_state
from certification.services.training_certificates import issue_training_certificates
from certification.services.voiding import void_number
from foundation import clock
from tests.certification.issuing_world import FIRST, decided, issued
from tests.certification.sheets_world import chosen
from tests.certification.training_world import FIRST as FIRST_TRAINING
from tests.certification.training_world import desk_at, issued_training
from tests.factories.accounts import UserFactory
from tests.factories.certification import HandOverFactory, LspFactory, officer_of
from tests.factories.numbering import NumberLetterFactory
from tests.factories.sheets import SheetFactory
from tests.pages import submit

pytestmark = pytest.mark.django_db
REASON = "Nama salah ketik di surat permohonan"
PROMISES = ("certificate_per_decision", "numbers_contiguous", "voided", "training_passed", "public_record_agrees")


@pytest.fixture
def actor():
    return UserFactory()


def kept():
    """What the promises about numbers find broken."""
    return [text for each in checks() if each.code.rpartition(".")[2] in PROMISES for text in each.broken()]


def refusal(certificate, actor, reason=REASON):
    with pytest.raises(ValidationError) as refused:
        void_number(certificate=certificate, reason=reason, actor=actor)
    assert not VoidedNumber.objects.exists()
    error = refused.value
    return next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.code


def test_voided_number_keeps_its_place_and_the_decision_is_numbered_anew(actor):
    wrong, other = issued(2, render=False)
    holder = wrong.inmate
    holder.certificate_name = "NAMA YANG BENAR"
    holder.save()
    (anew,) = void_number(certificate=wrong, reason=REASON, actor=actor)
    wrong.refresh_from_db()
    assert (wrong.state, wrong.serial, anew.serial) == (CertificateState.VOIDED, FIRST, FIRST + 2)
    assert (anew.decision, anew.facts["name"]) == (wrong.decision, "NAMA YANG BENAR")
    assert (wrong.voided.reason, wrong.voided.voided_by) == (REASON, actor)
    assert PublicRecord.objects.get(code=wrong.code).state == CertificateState.VOIDED
    assert kept() == []
    assert NumberSeries.objects.get(kind="certificate").next_number == FIRST + 3
    assert other.number


def test_voided_number_waits_while_the_name_is_not_confirmed(actor):
    (wrong,) = issued(1, render=False)
    holder = wrong.inmate
    holder.certificate_name_confirmed_on = None
    holder.save()
    assert void_number(certificate=wrong, reason=REASON, actor=actor) == []
    decision = Decision.objects.get()
    assert (decision.is_held, decision.note) == (True, NAME_NOT_CONFIRMED)
    assert kept() == []


def test_voided_number_of_a_letter_waits_for_the_next_letter(actor):
    meeting = decided(1, mode=NumberingMode.IMPORTED)
    lsp, decision = meeting.exam.lsp, meeting.decisions.get()
    letter = NumberLetterFactory(lsp=lsp)
    given = {"lsp": lsp, "letter": letter, "actor": actor}
    (wrong,) = record_letter_numbers(rows=[Numbered(decision, "N-1", "R-1")], **given)
    assert void_number(certificate=wrong, reason=REASON, actor=actor) == []
    assert list(Decision.objects.waiting_for_number()) == [decision]
    (anew,) = record_letter_numbers(rows=[Numbered(decision, "N-2", "R-2")], **given)
    assert anew.decision == decision
    assert kept() == []


def test_voided_training_number_keeps_its_place_and_the_person_waits_again(actor):
    (wrong,) = issued_training()
    assert void_number(certificate=wrong, reason=REASON, actor=actor) == []
    training_class = wrong.enrolment.training_class
    (anew,) = issue_training_certificates(training_class=training_class, issued_on=clock.today(), actor=actor)
    assert (anew.serial, anew.enrolment) == (FIRST_TRAINING + 1, wrong.enrolment)
    assert kept() == []


def test_voided_certificate_gives_its_sheet_up_as_spoiled(actor):
    (wrong,) = issued(1, render=False)
    sheet = _on_a_sheet(wrong, SheetStatus.SIGNED)
    void_number(certificate=wrong, reason=REASON, actor=actor)
    sheet.refresh_from_db()
    wrong.refresh_from_db()
    assert (sheet.state, sheet.spoiled_reason) == (SheetStatus.SPOILED, "nomor dibatalkan")
    assert (wrong.sheet_serial, wrong.printed_on) == ("", None)


def _on_a_sheet(certificate, state):
    sheet = SheetFactory(lsp=certificate.lsp, state=state, certificate=certificate)
    Certificate.objects.filter(pk=certificate.pk).update(sheet_serial=sheet.serial, printed_on=clock.today())
    return sheet


@pytest.mark.parametrize("state", [SheetStatus.DISPATCHED, SheetStatus.ARRIVED, SheetStatus.READY])
def test_void_is_refused_while_the_sheet_is_away(actor, state):
    (certificate,) = issued(1, render=False)
    _on_a_sheet(certificate, state)
    assert refusal(certificate, actor) == "sheet_away"


def test_void_is_refused_without_a_reason_and_with_a_nik_in_it(actor):
    (certificate,) = issued(1, render=False)
    assert refusal(certificate, actor, " ") == "reason_missing"
    assert refusal(certificate, actor, "NIK 9901011708900001 salah") == "nik"


def test_void_is_refused_after_the_hand_over(actor):
    (certificate,) = issued(1, render=False)
    HandOverFactory(certificate=certificate)
    assert refusal(certificate, actor) == "handed_over"


def test_void_is_refused_for_a_former_original(actor):
    (certificate,) = issued(1, render=False)
    HandOverFactory(certificate=None, former_certificate=certificate, received_by="X")
    assert refusal(certificate, actor) == "handed_over"


@pytest.mark.parametrize("state", [CertificateState.SUSPENDED, CertificateState.REVOKED])
def test_void_is_refused_for_what_does_not_count_any_more(actor, state):
    (certificate,) = issued(1, render=False)
    Certificate.objects.update(state=state)
    assert refusal(certificate, actor) == "not_active"


def test_void_is_refused_in_an_open_print_run(actor):
    run, _lot, _printer = chosen(1)
    assert refusal(run.items.get().certificate, actor) == "in_a_print_run"


def test_void_is_refused_while_a_request_waits(actor):
    (certificate,) = issued(1, render=False)
    ask_for_state(certificate=certificate, wish=Wish.SUSPENDED, reason=REASON, actor=officer_of(certificate.lsp))
    assert refusal(certificate, actor) == "request_waiting"


def test_void_twice_is_refused(actor):
    (certificate,) = issued(1, render=False)
    void_number(certificate=certificate, reason=REASON, actor=actor)
    with pytest.raises(ValidationError) as refused:
        void_number(certificate=certificate, reason=REASON, actor=actor)
    assert refused.value.code == "not_active"


def test_void_page_leads_to_the_new_certificate_and_keeps_the_reason_inside(client):
    (certificate,) = issued(1, render=False)
    client.force_login(officer_of(certificate.lsp))
    page = reverse("certification:number-void", args=[certificate.pk])
    answer = submit(client, page, {"reason": REASON})
    anew = Certificate.objects.latest("pk")
    assert answer["Location"] == reverse("certification:certificate-detail", args=[anew.pk])
    assert REASON in client.get(reverse("certification:numbering-list")).content.decode()
    client.logout()
    public = client.get(reverse("verify:entry"), {"kode": certificate.code}, follow=True).content.decode()
    assert REASON not in public


def test_void_page_of_another_issuer_is_not_found(client):
    (certificate,), (training,) = issued(1, render=False), issued_training()
    client.force_login(officer_of(LspFactory()))
    page = reverse("certification:number-void", args=[certificate.pk])
    assert client.get(page).status_code == 404
    client.force_login(desk_at(training.centre))
    assert client.get(reverse("certification:training-void", args=[training.pk])).status_code == 200
    assert submit(client, page).status_code == 403


def test_void_page_of_the_centre_leads_back_to_the_class(client):
    (training,) = issued_training()
    client.force_login(desk_at(training.centre))
    answer = submit(client, reverse("certification:training-void", args=[training.pk]), {"reason": REASON})
    page = client.get(answer["Location"]).content.decode()
    assert "dibatalkan" in page
    assert REASON in page
