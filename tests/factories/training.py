"""Rows of training. Days are counted from the portal's own today; people and prisons come from their own factories."""

import datetime

import factory
from factory.django import DjangoModelFactory

from foundation import clock
from foundation.accounts.choices import Role
from training.choices import (
    AttainmentSource,
    Capacity,
    CentreKind,
    ClassStatus,
    EnrolmentStatus,
    SchemeKind,
    UnitOutcome,
)
from training.models import (
    Attainment,
    Attendance,
    AttendanceReason,
    CentrePosting,
    ClassInstructor,
    ClassSession,
    CompetencyUnit,
    Enrolment,
    Hearing,
    Involvement,
    Module,
    Scheme,
    SchemeUnit,
    TrainingCentre,
    TrainingClass,
    TrainingCorner,
    UnitTrainingResult,
    VocationalField,
)

PERSON = "tests.factories.accounts.PersonFactory"
USER = "tests.factories.accounts.UserFactory"
PRISON = "tests.factories.lapas.PrisonFactory"
INMATE = "tests.factories.lapas.InmateFactory"


def in_days(number: int) -> factory.LazyFunction:
    return factory.LazyFunction(lambda: clock.today() + datetime.timedelta(days=number))


class VocationalFieldFactory(DjangoModelFactory):
    class Meta:
        model = VocationalField
        django_get_or_create = ("title_id",)

    title_id = "Las"
    title_en = "Welding"


class CompetencyUnitFactory(DjangoModelFactory):
    class Meta:
        model = CompetencyUnit

    code = factory.Sequence(lambda n: f"C.25LAS01.{n:03d}.1")
    title_id = factory.Sequence(lambda n: f"Melaksanakan Pekerjaan Las {n}")
    title_en = factory.Sequence(lambda n: f"Perform Welding Job {n}")


class SchemeFactory(DjangoModelFactory):
    """A scheme with three units; `SchemeFactory(units=5)` or `units=[unit, unit]` for others."""

    class Meta:
        model = Scheme
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"UJI-LAS-{n}")
    title_id = factory.Sequence(lambda n: f"Juru Las Pelat {n}")
    title_en = factory.Sequence(lambda n: f"Plate Welder {n}")
    kind = SchemeKind.CLUSTER
    field = factory.SubFactory(VocationalFieldFactory)
    kbli5 = "25920"
    kbji4 = "7212"

    @factory.post_generation
    def units(obj, create, extracted, **kwargs):
        if not create:
            return
        wanted = 3 if extracted is None else extracted
        units = CompetencyUnitFactory.create_batch(wanted) if isinstance(wanted, int) else wanted
        for position, unit in enumerate(units, start=1):
            SchemeUnit.objects.create(scheme=obj, unit=unit, position=position)


class ModuleFactory(DjangoModelFactory):
    class Meta:
        model = Module

    title = factory.Sequence(lambda n: f"Las SMAW {n}")
    scheme = factory.SubFactory(SchemeFactory)
    hours_jp = 240
    days = 30
    seats = 16


class TrainingCentreFactory(DjangoModelFactory):
    class Meta:
        model = TrainingCentre

    code = factory.Sequence(lambda n: f"BPVP-{n}")
    name = factory.Sequence(lambda n: f"Balai Pelatihan {n}")
    kind = CentreKind.BPVP
    city = "Serang"


class CentrePostingFactory(DjangoModelFactory):
    class Meta:
        model = CentrePosting

    person = factory.SubFactory(PERSON)
    role = Role.CENTRE_OFFICER
    centre = factory.SubFactory(TrainingCentreFactory)
    from_date = in_days(-365)


class TrainingCornerFactory(DjangoModelFactory):
    """A corner for one field, "Las" unless `fields=[…]` says otherwise."""

    class Meta:
        model = TrainingCorner
        skip_postgeneration_save = True

    prison = factory.SubFactory(PRISON)
    name = factory.Sequence(lambda n: f"Pojok Las {n}")
    seats = 16

    @factory.post_generation
    def fields(obj, create, extracted, **kwargs):
        if create:
            obj.fields.set([VocationalFieldFactory()] if extracted is None else extracted)


class TrainingClassFactory(DjangoModelFactory):
    """A planned class that starts in two weeks and lasts forty days; `corner__prison=…` places it."""

    class Meta:
        model = TrainingClass

    module = factory.SubFactory(ModuleFactory)
    corner = factory.SubFactory(TrainingCornerFactory)
    centre = factory.SubFactory(TrainingCentreFactory)
    batch = factory.Sequence(lambda n: n + 1)
    starts_on = in_days(14)
    ends_on = factory.LazyAttribute(lambda obj: obj.starts_on + datetime.timedelta(days=40))
    seats = 16

    class Params:
        running = factory.Trait(starts_on=in_days(-10), status=ClassStatus.RUNNING)
        finished = factory.Trait(starts_on=in_days(-60), ends_on=in_days(-20), status=ClassStatus.FINISHED)


class ClassInstructorFactory(DjangoModelFactory):
    class Meta:
        model = ClassInstructor

    person = factory.SubFactory(PERSON)
    role = Role.INSTRUCTOR
    training_class = factory.SubFactory(TrainingClassFactory)
    from_date = in_days(-30)


class HearingFactory(DjangoModelFactory):
    class Meta:
        model = Hearing

    training_class = factory.SubFactory(TrainingClassFactory)
    held_on = in_days(-1)
    minutes_number = factory.Sequence(lambda n: f"BA-TPP-{n}")
    decree_number = factory.Sequence(lambda n: f"SK-{n}")
    decree_date = in_days(-1)
    recorded_by = factory.SubFactory(USER)
    recorded_at = factory.LazyFunction(clock.now)


class EnrolmentFactory(DjangoModelFactory):
    """A proposal, or with a trait a place at another stage; the inmate stands in the prison of the class."""

    class Meta:
        model = Enrolment

    training_class = factory.SubFactory(TrainingClassFactory)
    inmate = factory.SubFactory(INMATE, prison=factory.SelfAttribute("..training_class.corner.prison"))
    status = EnrolmentStatus.PROPOSED
    proposed_on = in_days(-3)

    class Params:
        enrolled = factory.Trait(status=EnrolmentStatus.ENROLLED)
        running = factory.Trait(status=EnrolmentStatus.RUNNING)
        finished = factory.Trait(status=EnrolmentStatus.FINISHED)
        reserve = factory.Trait(status=EnrolmentStatus.RESERVE, reserve_position=1)


class AttendanceReasonFactory(DjangoModelFactory):
    class Meta:
        model = AttendanceReason
        django_get_or_create = ("code",)

    code = "present"
    label = "hadir"
    short = "H"
    counts_present = True
    position = 1


class ClassSessionFactory(DjangoModelFactory):
    class Meta:
        model = ClassSession

    training_class = factory.SubFactory(TrainingClassFactory, running=True)
    on = factory.LazyFunction(clock.today)


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(ClassSessionFactory)
    enrolment = factory.SubFactory(
        EnrolmentFactory, running=True, training_class=factory.SelfAttribute("..session.training_class")
    )
    reason = factory.SubFactory(AttendanceReasonFactory)
    entered_at = factory.LazyFunction(clock.now)


class UnitTrainingResultFactory(DjangoModelFactory):
    class Meta:
        model = UnitTrainingResult

    enrolment = factory.SubFactory(EnrolmentFactory, running=True)
    unit = factory.LazyAttribute(lambda obj: obj.enrolment.training_class.module.scheme.units.first())
    outcome = UnitOutcome.PASSED
    judged_by = factory.SubFactory(PERSON)
    judged_on = in_days(0)


class AttainmentFactory(DjangoModelFactory):
    """The whole scheme unless `unit=…`."""

    class Meta:
        model = Attainment

    inmate = factory.SubFactory(INMATE)
    scheme = factory.SubFactory(SchemeFactory)
    on = in_days(-400)
    source = AttainmentSource.PAPER


class InvolvementFactory(DjangoModelFactory):
    class Meta:
        model = Involvement

    inmate = factory.SubFactory(INMATE)
    scheme = factory.SubFactory(SchemeFactory)
    person = factory.SubFactory(PERSON)
    capacity = Capacity.TRAINED
    on = in_days(0)
