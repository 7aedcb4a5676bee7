"""A running class with people, an instructor and an officer: the ground of the teaching tests."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.lapas import officer_at
from tests.factories.training import ClassInstructorFactory, ClassSessionFactory, EnrolmentFactory, TrainingClassFactory
from training.choices import ClassStatus
from training.models import AttendanceReason, ClassSession, CompetencyUnit, Enrolment, TrainingClass
from training.reference_data import REASONS
from training.services.attendance import record_attendance, sheet_version
from training.services.results import record_unit_results


@dataclass
class World:
    course: TrainingClass
    teacher: User
    officer: User
    people: list[Enrolment]
    today: datetime.date
    units: list[CompetencyUnit] = field(default_factory=list)

    def session(self, days_ago: int = 0) -> ClassSession:
        return ClassSessionFactory(training_class=self.course, on=self.today - datetime.timedelta(days=days_ago))

    def mark(self, session: ClassSession, *codes: str, **changes: object) -> ClassSession:
        """Save the codes for the people in their order, as the instructor and against what stands now."""
        wanted: dict = {
            "session": session,
            "entries": {row.pk: code for row, code in zip(self.people, codes, strict=False)},
            "version": sheet_version(session.entries.all()),
            "judged_by": self.teacher.person,
            "actor": self.teacher,
        }
        return record_attendance(**wanted | changes)

    def judge(self, *outcomes: str, person: int = 0, **changes: object) -> list:
        """Save the outcomes of one person for the units in their order, as the instructor."""
        self.course.refresh_from_db()
        cells = {
            (self.people[person].pk, unit.pk): outcome for unit, outcome in zip(self.units, outcomes, strict=False)
        }
        wanted: dict = {
            "training_class": self.course,
            "results": cells,
            "version": self.course.results_version,
            "judged_by": self.teacher.person,
            "judged_on": self.today,
            "actor": self.teacher,
        }
        return record_unit_results(**wanted | changes)


def load_reasons() -> None:
    for position, (code, label, short, present, excused, cancels) in enumerate(REASONS, start=1):
        AttendanceReason.objects.get_or_create(
            code=code,
            defaults={
                "label": label,
                "short": short,
                "counts_present": present,
                "is_excused": excused,
                "cancels_session": cancels,
                "position": position,
            },
        )


def running_class(people: int = 1, units: int = 2, **fields: object) -> World:
    """A class of ten days ago with `people` running in it, and today's date as the prison has it."""
    load_reasons()
    today = clock.today()
    course = TrainingClassFactory(
        **{
            "starts_on": today - datetime.timedelta(days=10),
            "status": ClassStatus.RUNNING,
            "module__scheme__units": units,
            **fields,
        }
    )
    teacher = UserFactory()
    ClassInstructorFactory(
        training_class=course, person=teacher.person, until_date=course.ends_on + datetime.timedelta(days=30)
    )
    return World(
        course=course,
        teacher=teacher,
        officer=officer_at(course.corner.prison, Role.WORK_OFFICER),
        people=EnrolmentFactory.create_batch(people, training_class=course, running=True),
        today=today,
        units=[row.unit for row in course.module.scheme.scheme_units.select_related("unit")],
    )
