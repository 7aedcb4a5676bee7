"""One request decided by two people at once. PostgreSQL only, where the certificate's row is locked."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from certification.choices import CertificateState, Outcome, Wish
from certification.models import Certificate, StateRequest
from certification.services.states import approve_request, ask_for_state, refuse_request
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
