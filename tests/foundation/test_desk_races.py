"""Two approvers at one request, two executions of it. PostgreSQL only, where the request's row is locked."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from foundation.accounts.choices import Role
from foundation.desks.models import PostingRequest
from foundation.desks.services import requests
from lapas.models import PrisonPosting
from tests.foundation.desks_world import desks_world, propose
from tests.racing import meet

pytestmark = pytest.mark.postgresql


def race():
    """Two administrators approve at the same moment; to refuse what was just approved would be allowed."""
    world = desks_world()
    request = propose(world)
    return meet(
        PostingRequest._meta.db_table,
        lambda: requests.approve_posting(request=request, actor=world.kemnaker),
        lambda: requests.approve_posting(request=request, actor=world.kemnaker2),
    )


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(committing):
    results = race()
    lost = [result for result in results if isinstance(result, Exception)]
    assert [type(result) for result in lost] == [ValidationError]
    assert lost[0].code == "decided"


def test_without_the_lock_both_decide(committing, monkeypatch):
    """The control: it shows that the race above is a race."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **how: self)
    assert not any(isinstance(result, Exception) for result in race())


def test_two_who_execute_at_once_give_one_desk(committing):
    world = desks_world()
    request = propose(world)
    requests.approve_posting(request=request, actor=world.kemnaker)
    results = meet(
        PostingRequest._meta.db_table,
        lambda: requests.execute_posting(request=request, actor=world.system),
        lambda: requests.execute_posting(request=request, actor=world.system2),
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    assert PrisonPosting.objects.filter(role=Role.REGISTRY_OFFICER).count() == 1
