"""Each promise about states is broken on purpose, and the check must say so."""

import pytest
from django.db import connection

from certification.choices import CertificateState, Outcome, SheetStatus, Wish
from certification.invariants import checks
from certification.models import Certificate, HandOver, PublicRecord, Sheet, StateRequest
from certification.services.states import ask_for_state, refuse_request, withdraw_request
from certification.services.voiding import void_number
from foundation import clock
from tests.certification.issuing_world import issued
from tests.certification.state_world import REASON, SHEET, approved, handed, officers, on_letter
from tests.factories.accounts import PersonFactory
from tests.factories.lapas import InmateFactory
from tests.factories.training import SchemeFactory

pytestmark = pytest.mark.django_db
AGREES, PERSONS = "certification.state_agrees", "certification.two_persons"
WHOLE, FORMER = "certification.replacement_whole", "certification.former_originals"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def broken(code):
    return list(next(each for each in checks() if each.code == code).broken())


def broken_at_all():
    return [f"{each.code}: {line}" for each in checks() for line in each.broken()]


def mended(certificate):
    certificate.inmate.certificate_name = "PEMEGANG YANG BENAR"
    certificate.inmate.save()


@pytest.fixture
def suspended():
    certificate = handed()
    approved(certificate, Wish.SUSPENDED, officers(certificate.lsp))
    return certificate


@pytest.fixture
def replaced():
    certificate = handed()
    mended(certificate)
    approved(certificate, Wish.REPLACED, officers(certificate.lsp))
    return Certificate.objects.select_related("successor").get(pk=certificate.pk)


@pytest.fixture
def renewed():
    certificate = handed()
    approved(certificate, Wish.NEW_SHEET, officers(certificate.lsp))
    return certificate


def test_every_promise_holds_for_every_way_through_the_services(suspended):
    desks = officers(suspended.lsp)
    approved(suspended, Wish.REINSTATED, desks)
    for end in (refuse_request, withdraw_request):
        request = ask_for_state(certificate=suspended, wish=Wish.REVOKED, reason=REASON, actor=desks[0])
        if end is refuse_request:
            end(request=request, note="Buktinya belum cukup.", actor=desks[1])
        else:
            end(request=request, actor=desks[0])
    approved(suspended, Wish.NEW_SHEET, desks)
    by_letter = on_letter("13562599")
    mended(by_letter)
    approved(by_letter, Wish.REPLACED, officers(by_letter.lsp))
    ask_for_state(certificate=issued(1, render=False)[0], wish=Wish.REVOKED, reason=REASON, actor=desks[0])
    assert broken_at_all() == []


def test_every_promise_holds_when_the_successor_is_voided(replaced):
    void_number(certificate=replaced.successor, reason=REASON, actor=officers(replaced.lsp)[0])
    newest = Certificate.objects.latest("pk")
    assert newest.replaces == replaced
    assert broken_at_all() == []


@pytest.mark.parametrize(
    "change", [{"state": "active"}, {"state": "revoked"}, {"state": "voided"}, {"state_since": "2020-01-01"}]
)
def test_invariant_sees_a_state_that_nobody_approved(suspended, change):
    assert broken(AGREES) == []
    Certificate.objects.filter(pk=suspended.pk).update(**change)
    assert len(broken(AGREES)) == 1


def test_invariant_sees_a_state_without_any_request():
    Certificate.objects.filter(pk=issued(1, render=False)[0].pk).update(state="revoked")
    assert len(broken(AGREES)) == 1


def test_invariant_sees_one_person_who_asked_and_decided(suspended):
    assert broken(PERSONS) == []
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA ignore_check_constraints = ON")
    else:
        # Undone with the test's transaction; a table with deferred checks still to come cannot be altered.
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.cursor().execute("ALTER TABLE certification_staterequest DROP CONSTRAINT state_request_two_persons")
    try:
        StateRequest.objects.update(decided_by=StateRequest.objects.get().asked_by)
    finally:
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA ignore_check_constraints = OFF")
    assert any("one person" in line for line in broken(PERSONS))


@pytest.mark.parametrize("part", ["asked_by", "decided_by"])
def test_invariant_sees_a_person_put_in_afterwards(suspended, part):
    StateRequest.objects.update(**{part: PersonFactory()})
    assert broken(PERSONS) == [f"request {StateRequest.objects.get().pk}: the trail knows another person as {part}"]


def test_invariant_sees_a_decision_that_the_trail_does_not_know(suspended):
    request = ask_for_state(certificate=suspended, wish=Wish.REVOKED, reason=REASON, actor=officers(suspended.lsp)[0])
    StateRequest.objects.filter(pk=request.pk).update(
        outcome=Outcome.APPROVED, decided_by=PersonFactory(), decided_at=clock.now()
    )
    assert len(broken(PERSONS)) == 1
    assert len(broken(AGREES)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"replaces": None},
        {"state": CertificateState.VOIDED},
        {"inmate": InmateFactory},
        {"scheme": SchemeFactory},
    ],
)
def test_invariant_sees_a_successor_that_is_none(replaced, change):
    assert broken(WHOLE) == []
    given = {name: value() if value in {InmateFactory, SchemeFactory} else value for name, value in change.items()}
    Certificate.objects.filter(pk=replaced.successor.pk).update(**given)
    assert len(broken(WHOLE)) == 1


def test_invariant_sees_a_successor_of_one_that_is_not_replaced(replaced):
    Certificate.objects.filter(pk=replaced.pk).update(state="voided")
    PublicRecord.objects.filter(code=replaced.code).update(state="voided")
    assert len(broken(WHOLE)) == 1


@pytest.mark.parametrize(("which", "state"), [("old", "active"), ("new", "replaced")])
def test_invariant_sees_a_public_page_that_says_otherwise(replaced, which, state):
    code = replaced.code if which == "old" else replaced.successor.code
    PublicRecord.objects.filter(code=code).update(state=state)
    assert len(broken(WHOLE)) == 1


def test_invariant_sees_a_former_original_that_was_never_handed_over(renewed):
    assert broken(FORMER) == []
    HandOver.objects.all().delete()
    assert broken(FORMER) == [
        f"certificate {renewed.pk}: sheet {SHEET} was replaced 1 times without a former hand-over"
    ]


def test_invariant_sees_a_former_original_without_a_request(renewed):
    StateRequest.objects.update(wish=Wish.REVOKED)
    assert f"certificate {renewed.pk}: sheet {SHEET} is a former original without an approved request" in broken(FORMER)


@pytest.mark.parametrize("state", [SheetStatus.HANDED_OVER, SheetStatus.READY])
def test_invariant_sees_a_replaced_sheet_that_counts_again(renewed, state):
    Sheet.objects.filter(serial=SHEET).update(state=state)
    assert len(broken(FORMER)) == 1


def test_invariant_sees_a_sheet_replaced_by_nobody():
    handed()
    Sheet.objects.filter(serial=SHEET).update(state=SheetStatus.REPLACED)
    assert len(broken(FORMER)) == 1
