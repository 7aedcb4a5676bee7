"""The one place that writes who was involved with whom; independence is refused here and by the database."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import Person
from lapas.models import Inmate
from lapas.services.holding import refuse_merged
from training.choices import Capacity
from training.models import Involvement, Scheme


class NotIndependent(ValidationError):
    """Somebody is tied to a participant in another capacity; `pairs` names (person id, inmate id)."""

    def __init__(self, messages: list[str], pairs: Collection[tuple[int, int]]) -> None:
        super().__init__([ValidationError(message, code="not_independent") for message in messages])
        self.pairs = frozenset(pairs)


def ties(
    persons: Iterable[Person], inmates: Iterable[Inmate], scheme: Scheme, other_than: Capacity | str = ""
) -> dict[tuple[int, int], str]:
    """Capacity by (person id, inmate id) for every pair already involved in the scheme; `other_than` leaves one out."""
    rows = Involvement.objects.filter(
        scheme=scheme,
        person_id__in=[person.pk for person in persons],
        inmate_id__in=[inmate.pk for inmate in inmates],
    )
    if other_than:
        rows = rows.exclude(capacity=other_than)
    return {(row.person_id, row.inmate_id): row.capacity for row in rows.order_by("inmate__name", "pk")}


@transaction.atomic
def involve(
    *, persons: Iterable[Person], inmates: Iterable[Inmate], scheme: Scheme, capacity: Capacity, on: datetime.date
) -> None:
    """Write the capacity of every person towards every inmate in the scheme, all or none; the same again is nothing.

    Raises NotIndependent, with the names, when a person is already tied to an inmate in another capacity. The rows
    are inserted first and read afterwards: whoever was first, in whatever order two transactions meet at the unique
    constraint, wins, and the other one is told. Refuses an inmate who was merged into another.
    """
    staff, people = list(persons), list(inmates)
    if not staff or not people:
        return
    refuse_merged(*people)
    Involvement.objects.bulk_create(
        (
            Involvement(inmate=inmate, scheme=scheme, person=person, capacity=capacity, on=on)
            for person in staff
            for inmate in people
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
    if tied := ties(staff, people, scheme, other_than=capacity):
        raise _refusal(tied, staff, people, capacity)


def release_trainer(*, person: Person, inmates: Iterable[Inmate], scheme: Scheme) -> None:
    """Take back that a person trained the inmates, for somebody who was taken off a class before it began."""
    Involvement.objects.filter(
        person=person, inmate__in=list(inmates), scheme=scheme, capacity=Capacity.TRAINED
    ).delete()


def release_assessor(*, person: Person, inmates: Iterable[Inmate], scheme: Scheme) -> None:
    """Take back that a person assesses the inmates, for somebody who was taken off an exam before he began."""
    Involvement.objects.filter(
        person=person, inmate__in=list(inmates), scheme=scheme, capacity=Capacity.ASSESSED
    ).delete()


def _refusal(
    tied: dict[tuple[int, int], str], staff: list[Person], people: list[Inmate], wanted: Capacity
) -> NotIndependent:
    names = {person.pk: person.full_name for person in staff}
    inmates = {inmate.pk: inmate.name for inmate in people}
    by_person: dict[tuple[int, str], list[str]] = {}
    for (person_id, inmate_id), capacity in tied.items():
        by_person.setdefault((person_id, capacity), []).append(inmates[inmate_id])
    messages = [
        _sentence(Capacity(capacity), wanted) % {"person": names[person_id], "inmates": ", ".join(who)}
        for (person_id, capacity), who in by_person.items()
    ]
    return NotIndependent(messages, tied.keys())


def _sentence(has: Capacity, wanted: Capacity) -> str:
    sentences = {
        (Capacity.TRAINED, Capacity.ASSESSED): _(
            "%(person)s melatih peserta %(inmates)s, jadi tidak dapat menguji peserta itu. Tugaskan asesor lain."
        ),
        (Capacity.TRAINED, Capacity.DECIDED): _(
            "%(person)s melatih peserta %(inmates)s, jadi tidak dapat ikut memutuskan hasilnya."
        ),
        (Capacity.ASSESSED, Capacity.TRAINED): _(
            "%(person)s menguji peserta %(inmates)s, jadi tidak dapat melatih peserta itu. Tugaskan instruktur lain."
        ),
        (Capacity.ASSESSED, Capacity.DECIDED): _(
            "%(person)s menguji peserta %(inmates)s, jadi tidak dapat ikut memutuskan hasilnya."
        ),
        (Capacity.DECIDED, Capacity.TRAINED): _(
            "%(person)s ikut memutuskan hasil peserta %(inmates)s, jadi tidak dapat melatih peserta itu. "
            "Tugaskan instruktur lain."
        ),
        (Capacity.DECIDED, Capacity.ASSESSED): _(
            "%(person)s ikut memutuskan hasil peserta %(inmates)s, jadi tidak dapat menguji peserta itu. "
            "Tugaskan asesor lain."
        ),
    }
    return sentences[has, wanted]
