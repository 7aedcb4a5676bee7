"""The people of each open class, for lists of the registry: told by convention of the roof."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from lapas.models import Prison
from lapas.narrowing import PeopleGroup
from training.choices import OPEN_ENROLMENT, EnrolmentStatus
from training.models import Enrolment, TrainingClass

OF_CLASS, PROPOSED = "kelas", "usulan"


def group_of_class(training_class: TrainingClass) -> str:
    """The word in the address for everybody who is proposed for the class or in it."""
    return f"{OF_CLASS}-{training_class.pk}"


def groups(prisons: Collection[Prison]) -> Iterator[PeopleGroup]:
    """For each open class with people: all of them, and those who are only proposed where that is another set."""
    spoken_for = Count("enrolments", filter=Q(enrolments__status__in=OPEN_ENROLMENT))
    proposed = Count("enrolments", filter=Q(enrolments__status=EnrolmentStatus.PROPOSED))
    classes = TrainingClass.objects.open().filter(corner__prison__in=prisons).select_related("module")
    for course in classes.annotate(all_count=spoken_for, proposed_count=proposed).order_by("starts_on", "pk"):
        if not course.all_count:
            continue
        places = Enrolment.objects.filter(training_class=course, status__in=OPEN_ENROLMENT)
        yield PeopleGroup(group_of_class(course), str(course), places.values("inmate_id"))
        if 0 < course.proposed_count < course.all_count:
            only = places.filter(status=EnrolmentStatus.PROPOSED)
            label = _("%(name)s, baru diusulkan") % {"name": course}
            yield PeopleGroup(f"{PROPOSED}-{course.pk}", label, only.values("inmate_id"))
