"""One request decided, or one number voided, by two at once. PostgreSQL only, where the certificate's row is locked."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet

from certification.choices import CertificateState, Outcome, Wish
from certification.models import Certificate, StateRequest, VoidedNumber
from certification.services.states import approve_request, ask_for_state, refuse_request
from certification.services.voiding import void_number
from tests.certification.issuing_world import issued
from tests.certification.state_world import REASON, officers
from tests.factories.certification import officer_of
from tests.racing import meet

pytestmark = pytest.mark.postgresql


def race():
    """One officer approves in the moment in which another refuses."""
    (certificate,) = issued(1, render=False)
    asking, deciding = officers(certificate.lsp)
    other = officer_of(certificate.lsp)
    request = ask_for_state(certificate=certificate, wish=Wish.SUSPENDED, reason=REASON, actor=asking)
    return meet(
        StateRequest._meta.db_table,
        lambda: approve_request(request=request, actor=deciding),
        lambda: refuse_request(request=request, note="Buktinya belum cukup.", actor=other),
    )


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(committing):
    results = race()

    refused = [result for result in results if isinstance(result, Exception)]
    assert [type(result) for result in refused] == [ValidationError]
    assert refused[0].code == "decided"
    suspended = Certificate.objects.get().state == CertificateState.SUSPENDED
    assert suspended == (StateRequest.objects.get().outcome == Outcome.APPROVED)


def test_without_the_lock_both_decide(committing, monkeypatch):
    """The control: it shows that the race above is a race."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)

    assert not any(isinstance(result, Exception) for result in race())


def race_to_void():
    """Two officers void one number in the same moment."""
    (certificate,) = issued(1, render=False)
    row = Certificate.objects.select_related("decision__assessment", "enrolment").get(pk=certificate.pk)
    first, second = officers(certificate.lsp)
    return meet(
        VoidedNumber._meta.db_table,
        lambda: void_number(certificate=row, reason=REASON, actor=first),
        lambda: void_number(certificate=row, reason=REASON, actor=second),
    )


def test_of_two_who_void_at_once_one_wins_and_the_other_is_told(committing):
    results = race_to_void()

    refused = [result for result in results if isinstance(result, Exception)]
    assert [getattr(each, "code", each) for each in refused] == ["not_active"]
    assert VoidedNumber.objects.count() == 1
    assert sorted(Certificate.objects.values_list("state", flat=True)) == ["active", "voided"]


def test_without_the_lock_the_second_voider_is_not_told(committing, monkeypatch):
    """The control: both go the whole way, and only the database stops the second, without a word for a person."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)

    results = race_to_void()

    assert not any(isinstance(result, ValidationError) for result in results)
    assert any(isinstance(result, IntegrityError) for result in results)
