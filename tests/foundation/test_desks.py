"""Desks are proposed, approved and executed by three people; each refusal has its sentence."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.accounts import postings
from foundation.accounts.choices import Role
from foundation.accounts.models import NationPosting, Person, User
from foundation.audit.models import AuditEvent
from foundation.desks.choices import RequestState
from foundation.desks.models import PostingRequest
from foundation.desks.services import ending, requests
from lapas.models import Prison, PrisonPosting
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.lapas import PrisonFactory, PrisonPostingFactory
from tests.foundation.desks_world import NATION, REASON, again, days, desks_world, executed, national, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return desks_world()


def refused(act, *args, **kwargs) -> str:
    """The code of the refusal, whatever field it stands at."""
    with pytest.raises(ValidationError) as caught:
        act(*args, **kwargs)
    error = caught.value
    errors = [one for many in error.error_dict.values() for one in many] if hasattr(error, "error_dict") else [error]
    return str(errors[0].code)


def test_three_people_give_a_desk_and_rights_begin_only_then(world):
    request = propose(world)
    assert not Person.objects.filter(staff_number="991985").exists()
    requests.approve_posting(request=request, actor=world.kemnaker)
    assert not PrisonPosting.objects.filter(role=Role.REGISTRY_OFFICER).exists()
    done = requests.execute_posting(request=request, actor=world.system)

    user = User.objects.get(staff_number="991985")
    assert postings.places(user, "lapas.add_inmate", PrisonPosting) == [world.prison.pk]
    assert not user.has_usable_password()
    assert (done.state, done.person, done.posting) == ("executed", user.person, PrisonPosting.objects.latest("pk").pk)
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", "actor"))
    assert verbs == [
        ("desks.propose_posting", world.head.pk),
        ("desks.approve_posting", world.kemnaker.pk),
        ("desks.execute_posting", world.system.pk),
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"role": Role.CENTRE_OFFICER}, "role_not_here"),
        ({"kind": "training.classinstructor"}, "role_not_here"),
        ({"from_date": days(-1)}, "past"),
        ({"from_date": days(3), "until_date": days(2)}, "ends_before_start"),
        ({"reason": "ganti"}, "reason_missing"),
        ({"letter": "  "}, "letter_missing"),
        ({"staff_number": " "}, "number_missing"),
        ({"full_name": " "}, "name_missing"),
        ({"kind": NATION, "place": 0, "role": Role.NATIONAL_VIEWER}, "not_your_place"),
    ],
)
def test_a_proposal_that_says_too_little_or_too_much_is_refused(world, changes, code):
    assert refused(propose, world, **changes) == code
    assert not PostingRequest.objects.exists()


def test_a_head_asks_for_the_own_open_prison_only(world):
    assert refused(propose, world, place=PrisonFactory().pk) == "not_your_place"
    Prison.objects.filter(pk=world.prison.pk).update(is_active=False)
    assert refused(propose, world) == "not_your_place"


def test_nobody_asks_for_himself_nor_under_another_name(world):
    me = world.head.person
    assert refused(propose, world, full_name=me.full_name, staff_number=me.staff_number) == "oneself"
    other = UserFactory().person
    assert refused(propose, world, full_name="Orang Lain", staff_number=other.staff_number) == "another_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        PostingRequest.objects.filter(pk=propose(world).pk).update(person=me)


def test_the_same_is_not_asked_twice_nor_given_to_who_has_it(world):
    propose(world)
    assert refused(propose, world) == "one_waiting"
    PostingRequest.objects.all().delete()
    executed(world)
    assert refused(propose, world) == "held_already"


def test_a_desk_that_ends_is_prolonged_not_doubled(world):
    executed(world, until_date=days(10))
    executed(world, until_date=days(300))
    assert [row.until_date for row in PrisonPosting.objects.filter(role=Role.REGISTRY_OFFICER)] == [days(300)]


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_who_executes_or_audits_holds_nothing_else(world, role):
    executed(world)
    person = Person.objects.get(staff_number="991985")
    given = {"kind": NATION, "place": 0, "role": role, "until_date": days(200), "actor": world.kemnaker}
    assert refused(propose, world, full_name=person.full_name, **given) == "not_together"


def test_a_clash_that_came_up_meanwhile_stops_the_execution(world):
    request = propose(world)
    requests.approve_posting(request=request, actor=world.kemnaker)
    user = UserFactory(person__full_name=request.full_name, person__staff_number=request.staff_number)
    NationPostingFactory(person=user.person, role=Role.AUDITOR)
    assert refused(requests.execute_posting, request=request, actor=world.system) == "not_together"
    assert not PrisonPosting.objects.filter(person=user.person).exists()


def test_the_auditor_is_temporary(world):
    given = {"kind": NATION, "place": 0, "role": Role.AUDITOR, "actor": world.kemnaker}
    assert refused(propose, world, **given) == "temporary"
    assert refused(propose, world, until_date=days(400), **given) == "temporary"
    assert propose(world, until_date=days(90), **given).pk


def test_proposer_approver_and_executor_are_three_and_none_is_meant(world):
    request = propose(world, actor=world.kemnaker)
    assert refused(requests.approve_posting, request=request, actor=world.kemnaker) == "same_person"
    requests.approve_posting(request=request, actor=world.kemnaker2)
    # Somebody who came to hold both roles after approving.
    NationPostingFactory(person=world.kemnaker2.person, role=Role.SYSTEM_ADMIN)
    both = again(world.kemnaker2)
    assert refused(requests.execute_posting, request=request, actor=both) == "same_person"
    assert refused(requests.execute_posting, request=request, actor=world.kemnaker) == "same_person"
    for field in ("decided_by", "executed_by"):
        with pytest.raises(IntegrityError), transaction.atomic():
            PostingRequest.objects.filter(pk=request.pk).update(**{field: world.kemnaker.person})


def test_an_administrator_does_not_decide_or_execute_what_is_for_himself(world):
    second = world.system2.person
    NationPosting.objects.filter(person=second).update(until_date=days(20))
    given = {"kind": NATION, "place": 0, "role": Role.SYSTEM_ADMIN, "actor": world.kemnaker}
    request = propose(world, full_name=second.full_name, staff_number=second.staff_number, **given)
    assert refused(requests.refuse_posting, request=request, note="Tidak.", actor=world.system2) == "oneself"
    requests.approve_posting(request=request, actor=world.kemnaker2)
    assert refused(requests.execute_posting, request=request, actor=again(world.system2)) == "oneself"
    assert requests.execute_posting(request=request, actor=world.system).state == RequestState.EXECUTED
    assert NationPosting.objects.get(person=second).until_date is None


def test_what_is_decided_is_decided(world):
    request = propose(world)
    assert refused(requests.execute_posting, request=request, actor=world.system) == "decided"
    assert refused(requests.refuse_posting, request=request, note=" ", actor=world.kemnaker) == "note_missing"
    assert refused(requests.withdraw_posting, request=request, actor=world.kemnaker) == "not_yours"
    requests.approve_posting(request=request, actor=world.kemnaker)
    assert refused(requests.approve_posting, request=request, actor=world.kemnaker2) == "decided"
    requests.refuse_posting(request=request, note="Suratnya dicabut.", actor=world.kemnaker2)
    assert refused(requests.execute_posting, request=request, actor=world.system) == "decided"
    assert refused(requests.withdraw_posting, request=request, actor=world.head) == "decided"


def test_a_place_closed_or_a_day_gone_meanwhile_stops_an_approval(world):
    request = propose(world, until_date=days(3))
    PostingRequest.objects.filter(pk=request.pk).update(from_date=days(-9), until_date=days(-1))
    assert refused(requests.approve_posting, request=request, actor=world.kemnaker) == "over"
    PostingRequest.objects.filter(pk=request.pk).update(until_date=None)
    Prison.objects.filter(pk=world.prison.pk).update(is_active=False)
    assert refused(requests.approve_posting, request=request, actor=world.kemnaker) == "place_closed"


def test_a_desk_ends_at_once_and_the_rights_with_it(world):
    request = executed(world)
    posting = PrisonPosting.objects.get(pk=request.posting)
    user = User.objects.get(staff_number="991985")
    assert postings.all_held(user)
    done = ending.end_posting(posting=posting, on=None, reason=REASON, actor=world.head)
    assert postings.all_held(again(user)) == ()
    assert (done.wish, done.state, done.person) == ("end", RequestState.EXECUTED, user.person)
    assert refused(ending.end_posting, posting=posting, on=None, reason=REASON, actor=world.head) == "over"


def test_an_end_is_refused_with_a_reason(world):
    posting = PrisonPostingFactory(prison=world.prison, until_date=days(40))
    own = PrisonPosting.objects.get(person=world.head.person)
    elsewhere = PrisonPostingFactory()
    end, given = ending.end_posting, {"reason": REASON, "actor": world.head}
    assert refused(end, posting=posting, on=days(-1), **given) == "past"
    assert refused(end, posting=posting, on=days(40), **given) == "ends_before"
    assert refused(end, posting=posting, on=days(1), reason="ya", actor=world.head) == "reason_missing"
    assert refused(end, posting=own, on=days(1), **given) == "oneself"
    assert refused(end, posting=elsewhere, on=days(1), **given) == "not_your_place"
    assert end(posting=posting, on=days(1), **given).until_date == days(1)


def test_the_last_administrator_stays(world):
    mine = NationPosting.objects.get(person=world.system.person)
    other = NationPosting.objects.get(person=world.system2.person)
    ending.end_posting(posting=mine, on=days(1), reason=REASON, actor=world.kemnaker)
    assert refused(ending.end_posting, posting=other, on=None, reason=REASON, actor=world.kemnaker) == "last_one"
    third = national(Role.SYSTEM_ADMIN)
    User.objects.filter(pk=third.pk).update(is_active=False)
    assert refused(ending.end_posting, posting=other, on=None, reason=REASON, actor=world.kemnaker) == "last_one"
