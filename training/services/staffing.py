"""Who teaches a class, from when until when, and what that ties them to."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import Person, User
from foundation.audit import services as audit
from lapas.models import Inmate
from training.choices import Capacity, ClassStatus
from training.models import CentrePosting, ClassInstructor, TrainingClass
from training.services.involvement import involve, release_trainer
from training.services.locks import lock_class

# An instructor reaches the class from 14 days before its start until 30 days after the last result.
DAYS_BEFORE_START = 14
DAYS_AFTER_LAST_RESULT = 30


def reach_of(starts_on: datetime.date, ends_on: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First and last day on which an instructor reaches a class, as long as no later result is recorded."""
    return (
        starts_on - datetime.timedelta(days=DAYS_BEFORE_START),
        ends_on + datetime.timedelta(days=DAYS_AFTER_LAST_RESULT),
    )


def teaching(training_class: TrainingClass) -> QuerySet[ClassInstructor]:
    """Instructors of the class who were not taken off it before its last day."""
    return (
        ClassInstructor.objects.filter(training_class=training_class)
        .filter(Q(until_date__isnull=True) | Q(until_date__gte=training_class.ends_on))
        .select_related("person")
    )


def instructors_to_choose(training_class: TrainingClass) -> QuerySet[Person]:
    """People with an instructor's desk at the centre of the class."""
    today = clock.today(training_class.corner.prison.timezone)
    desks = CentrePosting.objects.current(today).filter(centre=training_class.centre, role=Role.INSTRUCTOR)
    return Person.objects.filter(pk__in=desks.values("person_id"))


@transaction.atomic
def assign_instructor(*, training_class: TrainingClass, person: Person, actor: User | None) -> ClassInstructor:
    """Let the person teach the class, from 14 days before it starts until 30 days after it ends.

    Refuses a class that is over, a person who teaches it already, and, in words, a person who assessed or decided for
    one of its participants; the participants seated now are tied to the person in the same transaction.
    """
    locked = lock_class(training_class)
    if locked.status not in {ClassStatus.PLANNED, ClassStatus.RUNNING}:
        raise ValidationError(
            _("Kelas ini sudah selesai atau dibatalkan, instrukturnya tidak dapat diubah."), code="class_closed"
        )
    if teaching(locked).filter(person=person).exists():
        raise ValidationError(_("%(name)s sudah mengajar kelas ini.") % {"name": person}, code="already_teaching")
    first, last = reach_of(locked.starts_on, locked.ends_on)
    posting, _created = ClassInstructor.objects.update_or_create(
        training_class=locked,
        person=person,
        defaults={"role": Role.INSTRUCTOR, "from_date": first, "until_date": last},
    )
    today = clock.today(locked.corner.prison.timezone)
    involve(
        persons=[person],
        inmates=_seated(locked),
        scheme=locked.module.scheme,
        capacity=Capacity.TRAINED,
        on=today,
    )
    audit.record(actor, "training.assign_instructor", [locked, person])
    return posting


@transaction.atomic
def end_instructor(*, posting: ClassInstructor, on: datetime.date, actor: User | None) -> ClassInstructor:
    """Take the instructor off the class after the day `on`.

    Before the class starts the tie to its participants is taken back as well; afterwards it stays for good.
    """
    locked = lock_class(posting.training_class_id)
    current = ClassInstructor.objects.select_related("person").get(pk=posting.pk)
    if locked.status not in {ClassStatus.PLANNED, ClassStatus.RUNNING}:
        raise ValidationError(
            _("Kelas ini sudah selesai atau dibatalkan, instrukturnya tidak dapat diubah."), code="class_closed"
        )
    if current.until_date is not None and current.until_date < locked.ends_on:
        raise ValidationError(
            _("Tugas %(name)s di kelas ini sudah diakhiri.") % {"name": current.person}, code="already_ended"
        )
    if on >= locked.ends_on:
        raise ValidationError(
            _("Kelas selesai pada %(day)s; tugas instruktur berakhir dengan sendirinya sesudah itu.")
            % {"day": f"{locked.ends_on:%d-%m-%Y}"},
            code="after_class",
        )
    current.until_date = on
    current.from_date = min(current.from_date, on)
    current.save(update_fields=["from_date", "until_date"])
    if on < locked.starts_on:
        release_trainer(person=current.person, inmates=_only_here(locked, current.person), scheme=locked.module.scheme)
    audit.record(actor, "training.end_instructor", [locked, current.person], {"until": str(on)})
    return current


def keep_reach(*, training_class: TrainingClass, last_result_on: datetime.date) -> None:
    """Let the instructors reach the class for 30 days after a result; called by whoever records one."""
    until = last_result_on + datetime.timedelta(days=DAYS_AFTER_LAST_RESULT)
    teaching(training_class).filter(until_date__lt=until).update(until_date=until)


def move_reach(training_class: TrainingClass, was_starting: datetime.date, was_ending: datetime.date) -> None:
    """Let the days of reach follow a class that was moved; whoever was taken off it before its end stays off."""
    first, last = reach_of(training_class.starts_on, training_class.ends_on)
    here = ClassInstructor.objects.filter(training_class=training_class)
    still = here.filter(Q(until_date__isnull=True) | Q(until_date__gte=was_ending))
    if training_class.starts_on != was_starting:
        still.update(from_date=first)
    if training_class.ends_on != was_ending:
        still.update(until_date=last)


def _seated(training_class: TrainingClass) -> list[Inmate]:
    return [row.inmate for row in training_class.enrolments.seated().select_related("inmate")]


def _only_here(training_class: TrainingClass, person: Person) -> list[Inmate]:
    """Participants whom the person trains in this class and in no other class of the same scheme."""
    taught = ClassInstructor.objects.filter(person=person).exclude(training_class=training_class)
    elsewhere = Inmate.objects.filter(
        enrolments__training_class__in=taught.values("training_class_id"),
        enrolments__training_class__module__scheme=training_class.module.scheme,
    )
    return [inmate for inmate in _seated(training_class) if inmate not in set(elsewhere)]
