"""What attendance and results share: who judges in a class."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from foundation.accounts.models import Person, User
from foundation.accounts.postings import places
from training.models import ClassInstructor, TrainingClass


def judges(training_class: TrainingClass) -> QuerySet[ClassInstructor]:
    """Who may have judged in the class: everybody who taught in it, also if taken off after it began."""
    return (
        ClassInstructor.objects.filter(training_class=training_class)
        .filter(Q(until_date__isnull=True) | Q(until_date__gte=F("training_class__starts_on")))
        .select_related("person")
        .order_by("person__full_name", "pk")
    )


def writes_as_instructor(user: User, perm: str, training_class: TrainingClass) -> bool:
    """Whether the user reaches the class with `perm` as one of its instructors, under the hat worn now."""
    return training_class.pk in places(user, perm, ClassInstructor)


def refuse_judge(*, training_class: TrainingClass, judged_by: Person, actor: User | None, perm: str) -> None:
    """Only an instructor of the class judges; an instructor writes his own judgement and nobody else's."""
    if not judges(training_class).filter(person=judged_by).exists():
        raise ValidationError(
            _("%(name)s bukan instruktur kelas ini. Pilih instruktur yang mengajar.") % {"name": judged_by},
            code="not_an_instructor",
        )
    if actor is not None and writes_as_instructor(actor, perm, training_class) and judged_by.pk != actor.person_id:
        raise ValidationError(
            _("Sebagai instruktur Anda mencatat penilaian Anda sendiri."), code="instructor_judges_himself"
        )
