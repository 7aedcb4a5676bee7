"""Independence per person, candidate and scheme, in both orders; the database holds it as well."""

import itertools

import pytest
from django.db import IntegrityError, transaction

from foundation import clock
from tests.factories.accounts import PersonFactory
from tests.factories.lapas import InmateFactory
from tests.factories.training import InvolvementFactory, SchemeFactory
from training.choices import Capacity
from training.models import Involvement
from training.services.involvement import NotIndependent, involve, ties

pytestmark = pytest.mark.django_db
BOTH_ORDERS = list(itertools.permutations(Capacity, 2))


def write(person, inmates, scheme, capacity):
    involve(persons=[person], inmates=inmates, scheme=scheme, capacity=capacity, on=clock.today())


@pytest.mark.parametrize(("first", "second"), BOTH_ORDERS)
def test_the_second_capacity_is_refused_in_words(first, second):
    person, inmate, other, scheme = PersonFactory(), InmateFactory(), InmateFactory(), SchemeFactory()
    write(person, [inmate], scheme, first)

    with pytest.raises(NotIndependent) as refusal:
        write(person, [inmate, other], scheme, second)

    (sentence,) = refusal.value.messages
    assert person.full_name in sentence
    assert inmate.name in sentence
    assert "jadi tidak dapat" in sentence
    assert refusal.value.pairs == {(person.pk, inmate.pk)}
    assert refusal.value.error_list[0].code == "not_independent"
    assert [tie.capacity for tie in Involvement.objects.all()] == [first]


@pytest.mark.parametrize(("first", "second"), BOTH_ORDERS)
def test_the_database_refuses_the_second_capacity(first, second):
    tie = InvolvementFactory(capacity=first)

    with pytest.raises(IntegrityError), transaction.atomic():
        Involvement.objects.create(
            inmate=tie.inmate, scheme=tie.scheme, person=tie.person, capacity=second, on=clock.today()
        )


def test_the_trainer_who_would_assess_is_told_what_to_do():
    person, inmate, scheme = PersonFactory(full_name="Agus Salim"), InmateFactory(name="Budi Santoso"), SchemeFactory()
    write(person, [inmate], scheme, Capacity.TRAINED)

    with pytest.raises(NotIndependent) as refusal:
        write(person, [inmate], scheme, Capacity.ASSESSED)

    assert refusal.value.messages == [
        "Agus Salim melatih peserta Budi Santoso, jadi tidak dapat menguji peserta itu. Tugaskan asesor lain."
    ]


def test_the_same_again_is_the_same_row():
    tie = InvolvementFactory()

    write(tie.person, [tie.inmate], tie.scheme, tie.capacity)

    assert list(Involvement.objects.values_list("pk", flat=True)) == [tie.pk]


def test_another_scheme_or_another_person_is_free():
    tie = InvolvementFactory()

    write(tie.person, [tie.inmate], SchemeFactory(), Capacity.ASSESSED)
    write(PersonFactory(), [tie.inmate], tie.scheme, Capacity.DECIDED)

    assert Involvement.objects.count() == 3


def test_ties_tells_who_may_not_decide():
    tie = InvolvementFactory(capacity=Capacity.ASSESSED)
    free = PersonFactory()

    assert ties([tie.person, free], [tie.inmate], tie.scheme, other_than=Capacity.DECIDED) == {
        (tie.person_id, tie.inmate_id): "assessed"
    }
    assert ties([tie.person], [tie.inmate], tie.scheme, other_than=Capacity.ASSESSED) == {}
