"""States of a certificate: what may follow what, and that it takes two persons."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from certification import states
from certification.choices import CertificateState, Outcome, SheetStatus, ShownState, Wish
from certification.models import Certificate, HandOver, PublicRecord, Sheet, StateRequest
from certification.services.issuing import Numbered, record_letter_numbers
from certification.services.states import (
    approve_request,
    ask_for_state,
    refuse_request,
    reprint_copy,
    withdraw_request,
)
from foundation import clock
from foundation.accounts.choices import Role
from foundation.audit.models import AuditEvent
from foundation.jobs.models import Job
from tests.certification.issuing_world import FIRST, issued
from tests.certification.state_world import REASON, approved, handed, officers, on_letter
from tests.factories.lapas import officer_at
from tests.factories.numbering import NumberLetterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    return handed()


@pytest.fixture
def desks(certificate):
    return officers(certificate.lsp)


def code_of(refused):
    error = refused.value
    return next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.code


# What may follow what


@pytest.mark.parametrize("shown", list(ShownState))
def test_transitions_name_for_every_state_what_may_be_asked(shown):
    assert (
        states.possible(shown, handed_over=True)
        == {
            ShownState.ACTIVE: [Wish.SUSPENDED, Wish.REVOKED, Wish.REPLACED, Wish.NEW_SHEET],
            ShownState.EXPIRED: [Wish.REVOKED],
            ShownState.SUSPENDED: [Wish.REINSTATED, Wish.REVOKED, Wish.REPLACED],
            ShownState.REVOKED: [],
            ShownState.REPLACED: [],
            ShownState.VOIDED: [],
        }[shown]
    )


def test_transitions_before_the_hand_over_touch_no_paper():
    assert states.possible(ShownState.ACTIVE, handed_over=False) == [Wish.SUSPENDED, Wish.REVOKED]


@pytest.mark.parametrize(
    ("state", "ends", "shown"),
    [
        ("active", 0, ShownState.ACTIVE),
        ("active", -1, ShownState.EXPIRED),
        ("suspended", -1, ShownState.SUSPENDED),
        ("revoked", -1, ShownState.REVOKED),
        ("replaced", -1, ShownState.REPLACED),
    ],
)
def test_expired_is_what_an_active_one_reads_after_its_last_day(state, ends, shown):
    today = datetime.date(2026, 11, 24)
    assert states.shown_state(state, today + datetime.timedelta(days=ends), today) == shown


def test_expired_never_comes_to_what_has_no_last_day():
    assert states.shown_state("active", None, datetime.date(2090, 1, 1)) == ShownState.ACTIVE


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (ShownState.ACTIVE, "Berlaku sampai 24-11-2029"),
        (ShownState.EXPIRED, "Masa berlaku berakhir 24-11-2029"),
        (ShownState.SUSPENDED, "Dibekukan sejak 02-11-2026"),
        (ShownState.REVOKED, "Dicabut sejak 02-11-2026"),
        (ShownState.REPLACED, "Sudah diganti sejak 02-11-2026"),
    ],
)
def test_states_are_said_in_words_with_their_day(shown, words):
    assert states.in_words(shown, datetime.date(2026, 11, 2), datetime.date(2029, 11, 24)) == words


# What an approved request does


@pytest.mark.parametrize(
    ("before", "wish", "after"),
    [
        ("active", Wish.SUSPENDED, "suspended"),
        ("suspended", Wish.REINSTATED, "active"),
        ("active", Wish.REVOKED, "revoked"),
        ("suspended", Wish.REVOKED, "revoked"),
    ],
)
def test_approved_request_changes_certificate_and_public_record_together(certificate, desks, before, wish, after):
    if before == "suspended":
        approved(certificate, Wish.SUSPENDED, desks)
    approved(certificate, wish, desks)
    certificate.refresh_from_db()
    record = PublicRecord.objects.get(code=certificate.code)
    assert (certificate.state, record.state) == (after, after)
    assert certificate.state_since == record.state_since == clock.today(certificate.lsp.timezone)
    assert REASON not in str(vars(record))


def test_request_alone_changes_nothing(certificate, desks):
    ask_for_state(certificate=certificate, wish=Wish.REVOKED, reason=REASON, actor=desks[0])
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ACTIVE


def test_revoking_an_expired_one_is_possible(certificate, desks):
    Certificate.objects.update(valid_until=clock.today() - datetime.timedelta(days=1))
    approved(certificate, Wish.REVOKED, desks)
    assert Certificate.objects.get().state == CertificateState.REVOKED


def test_new_sheet_sends_the_certificate_back_to_the_print_queue(certificate, desks):
    Certificate.objects.update(pdf_sha256="0" * 64)
    request = approved(certificate, Wish.NEW_SHEET, desks)
    certificate.refresh_from_db()
    assert request.sheet_serial == "13562547"
    assert (certificate.state, certificate.sheet_serial, certificate.printed_on) == ("active", "", None)
    assert PublicRecord.objects.get(code=certificate.code).sheet_last3 == ""
    assert list(Certificate.objects.waiting_for_print()) == [certificate]
    assert Sheet.objects.get(serial="13562547").state == SheetStatus.REPLACED
    former = HandOver.objects.get()
    assert (former.certificate, former.former_certificate, former.sheet_serial) == (None, certificate, "13562547")
    assert Job.objects.filter(kind="certification.render").count() == 2


def test_wrong_data_gives_a_new_certificate_under_a_new_number(certificate, desks):
    certificate.inmate.certificate_name = "PEMEGANG YANG BENAR"
    certificate.inmate.save()
    approved(certificate, Wish.REPLACED, desks)
    certificate.refresh_from_db()
    new = Certificate.objects.living().get()
    assert certificate.state == CertificateState.REPLACED
    assert (new.serial, new.facts["name"]) == (FIRST + 1, "PEMEGANG YANG BENAR")
    assert (new.replaces, new.decision, new.issued_on) == (certificate, certificate.decision, certificate.issued_on)
    assert certificate.hand_over
    assert not hasattr(new, "hand_over")


def test_wrong_data_of_an_lsp_with_letters_waits_for_the_new_letter():
    certificate = on_letter()
    desks = officers(certificate.lsp)
    approved(certificate, Wish.REPLACED, desks)
    decision = certificate.decision
    assert type(decision).objects.waiting_for_number().get() == decision
    (new,) = record_letter_numbers(
        lsp=certificate.lsp,
        rows=[Numbered(decision, "N-2", "R-2")],
        letter=NumberLetterFactory(lsp=certificate.lsp),
        actor=desks[0],
    )
    assert new.replaces == certificate


def test_every_step_is_in_the_trail_without_its_reason(certificate, desks):
    approved(certificate, Wish.SUSPENDED, desks)
    verbs = {"certification.ask_for_state", "certification.approve_request"}
    events = AuditEvent.objects.about(certificate).filter(verb__in=verbs)
    assert {event.verb for event in events} == verbs
    assert REASON not in str([event.changes for event in events])


# Refusals


def test_request_is_refused_from_the_person_who_asked(certificate, desks):
    request = ask_for_state(certificate=certificate, wish=Wish.REVOKED, reason=REASON, actor=desks[0])
    for decide in (approve_request, refuse_request):
        with pytest.raises(ValidationError) as refused:
            decide(request=request, note="Ya.", actor=desks[0])
        assert code_of(refused) == "same_person"


def test_database_holds_the_two_persons(certificate, desks):
    request = ask_for_state(certificate=certificate, wish=Wish.REVOKED, reason=REASON, actor=desks[0])
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        StateRequest.objects.filter(pk=request.pk).update(outcome="approved", decided_by=desks[0].person)


def test_database_holds_that_a_decided_request_was_decided_by_somebody(certificate, desks):
    request = ask_for_state(certificate=certificate, wish=Wish.REVOKED, reason=REASON, actor=desks[0])
    with pytest.raises(IntegrityError, match="decided_by_somebody"), transaction.atomic():
        StateRequest.objects.filter(pk=request.pk).update(outcome="approved")


def test_second_request_is_refused_while_one_waits(certificate, desks):
    ask_for_state(certificate=certificate, wish=Wish.SUSPENDED, reason=REASON, actor=desks[0])
    with pytest.raises(ValidationError) as refused:
        ask_for_state(certificate=certificate, wish=Wish.REVOKED, reason=REASON, actor=desks[1])
    assert code_of(refused) == "one_waiting"


@pytest.mark.parametrize(("reason", "code"), [("salah", "reason_missing"), ("NIK 3374 0101 0190 0001 tertukar", "nik")])
def test_request_is_refused_with_a_reason_that_says_nothing_or_too_much(certificate, desks, reason, code):
    with pytest.raises(ValidationError) as refused:
        ask_for_state(certificate=certificate, wish=Wish.REVOKED, reason=reason, actor=desks[0])
    assert code_of(refused) == code


@pytest.mark.parametrize(
    ("state", "wish"),
    [
        (state, wish)
        for state in CertificateState
        for wish in Wish
        if wish not in states.possible(state, handed_over=True)
    ],
)
def test_request_is_refused_when_it_is_not_possible_from_here(certificate, desks, state, wish):
    Certificate.objects.update(state=state)
    with pytest.raises(ValidationError) as refused:
        ask_for_state(certificate=certificate, wish=wish, reason=REASON, actor=desks[0])
    assert code_of(refused) == "not_from_here"


def test_approval_is_refused_when_it_is_no_longer_possible(certificate, desks):
    request = ask_for_state(certificate=certificate, wish=Wish.SUSPENDED, reason=REASON, actor=desks[0])
    Certificate.objects.update(valid_until=clock.today() - datetime.timedelta(days=1))
    with pytest.raises(ValidationError) as refused:
        approve_request(request=request, actor=desks[1])
    assert code_of(refused) == "not_from_here"


@pytest.mark.parametrize("wish", [Wish.REPLACED, Wish.NEW_SHEET])
def test_paper_is_not_replaced_before_the_hand_over(wish):
    (certificate,) = issued(1, render=False)
    with pytest.raises(ValidationError) as refused:
        ask_for_state(certificate=certificate, wish=wish, reason=REASON, actor=officers(certificate.lsp)[0])
    assert code_of(refused) == "not_handed_over"


def test_decided_request_is_not_decided_again(certificate, desks):
    request = approved(certificate, Wish.SUSPENDED, desks)
    for act in (lambda: refuse_request(request=request, note="Tidak.", actor=desks[1]),
                lambda: withdraw_request(request=request, actor=desks[0])):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            act()
        assert code_of(refused) == "decided"


def test_wrong_data_are_mended_before_the_new_certificate(certificate, desks):
    request = ask_for_state(certificate=certificate, wish=Wish.REPLACED, reason=REASON, actor=desks[0])
    with pytest.raises(ValidationError) as refused:
        approve_request(request=request, actor=desks[1])
    assert code_of(refused) == "not_mended"
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ACTIVE


def test_new_certificate_needs_a_confirmed_name(certificate, desks):
    request = ask_for_state(certificate=certificate, wish=Wish.REPLACED, reason=REASON, actor=desks[0])
    certificate.inmate.certificate_name_confirmed_on = None
    certificate.inmate.save()
    with pytest.raises(ValidationError) as refused:
        approve_request(request=request, actor=desks[1])
    assert code_of(refused) == "name_not_confirmed"


def test_refusing_needs_a_sentence_and_changes_nothing(certificate, desks):
    request = ask_for_state(certificate=certificate, wish=Wish.REVOKED, reason=REASON, actor=desks[0])
    with pytest.raises(ValidationError) as refused:
        refuse_request(request=request, note=" ", actor=desks[1])
    assert code_of(refused) == "note_missing"
    refuse_request(request=request, note="Buktinya belum cukup.", actor=desks[1])
    request.refresh_from_db()
    assert (request.outcome, request.decided_by) == (Outcome.REFUSED, desks[1].person)
    assert Certificate.objects.get().state == CertificateState.ACTIVE


def test_request_is_withdrawn_by_who_asked_and_by_nobody_else(certificate, desks):
    request = ask_for_state(certificate=certificate, wish=Wish.REVOKED, reason=REASON, actor=desks[0])
    with pytest.raises(ValidationError) as refused:
        withdraw_request(request=request, actor=desks[1])
    assert code_of(refused) == "not_yours"
    withdraw_request(request=request, actor=desks[0])
    ask_for_state(certificate=certificate, wish=Wish.SUSPENDED, reason=REASON, actor=desks[0])


def test_prison_may_ask_but_not_for_a_suspended_one_to_be_valid_again(certificate, desks):
    head = officer_at(certificate.inmate.prison, Role.PRISON_HEAD)
    request = ask_for_state(certificate=certificate, wish=Wish.SUSPENDED, reason=REASON, actor=head)
    assert request.desk == "prison"
    approve_request(request=request, actor=desks[0])
    with pytest.raises(ValidationError) as refused:
        ask_for_state(certificate=certificate, wish=Wish.REINSTATED, reason=REASON, actor=head)
    assert code_of(refused) == "issuer_only"


# Copies


def test_lost_copy_is_made_anew_with_the_next_number(certificate, desks):
    Certificate.objects.update(pdf_sha256="0" * 64, copy_sheet_serial="13562547")
    reprint_copy(certificate=certificate, reason="lost", actor=desks[0])
    certificate.refresh_from_db()
    assert certificate.copy_number == 2
    assert PublicRecord.objects.get(code=certificate.code).copy_number == 2
    assert Job.objects.filter(kind="certification.render").count() == 2


def test_copy_of_a_revoked_one_is_refused(certificate, desks):
    Certificate.objects.update(state="revoked", pdf_sha256="0" * 64, copy_sheet_serial="13562547")
    with pytest.raises(ValidationError) as refused:
        reprint_copy(certificate=certificate, reason="lost", actor=desks[0])
    assert code_of(refused) == "not_living"


def test_copy_is_not_counted_up_while_the_last_one_is_being_made(certificate, desks):
    with pytest.raises(ValidationError) as refused:
        reprint_copy(certificate=certificate, reason="lost", actor=desks[0])
    assert code_of(refused) == "copy_not_ready"
