"""Rows of certification. Days are counted from the portal's own today; people come from the other floors' factories."""

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from certification.choices import (
    CandidateStatus,
    Competence,
    ExamStatus,
    IdentityCheck,
    LspKind,
    SeriesKind,
    SheetState,
)
from certification.models import (
    Assessment,
    Assessor,
    Certificate,
    Decider,
    Decision,
    DecisionMeeting,
    Exam,
    ExamAssessor,
    HandOver,
    Lsp,
    LspPosting,
    MeetingMember,
    NumberSeries,
    PrintRun,
    PrintRunItem,
    PublicRecord,
    UnitResult,
)
from foundation import clock
from foundation.accounts.choices import Role
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.lapas import InmateFactory
from tests.factories.training import AttainmentFactory, TrainingClassFactory, in_days
from training.choices import AttainmentSource, Capacity
from training.models import Involvement


class LspFactory(DjangoModelFactory):
    """An LSP for the schemes given as `schemes=[…]` (none otherwise), a quorum of three, numbers by letter."""

    class Meta:
        model = Lsp
        skip_postgeneration_save = True

    name_id = factory.Sequence(lambda n: f"LSP Karya Mandiri {n}")
    name_en = factory.Sequence(lambda n: f"Karya Mandiri {n} Professional Certification Body")
    kind = LspKind.P3
    licence = factory.Sequence(lambda n: f"BNSP-LSP-{n + 1000}-ID")
    licence_valid_until = in_days(700)
    sector_code = "LST"
    city = "Semarang"
    phone = "024-5550100"
    chairman = "Sri Wahyuni"
    certification_manager = "Dedi Kurniawan"

    @factory.post_generation
    def schemes(obj, create, extracted, **kwargs):
        if create and extracted:
            obj.schemes.set(extracted)


class LspPostingFactory(DjangoModelFactory):
    class Meta:
        model = LspPosting

    person = factory.SubFactory(PersonFactory)
    role = Role.LSP_OFFICER
    lsp = factory.SubFactory(LspFactory)
    from_date = in_days(-365)


class AssessorFactory(DjangoModelFactory):
    """An assessor for `lsps=[…]` and `schemes=[…]`."""

    class Meta:
        model = Assessor
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    met_number = factory.Sequence(lambda n: f"MET.000.{n:06d} 2024")
    valid_until = in_days(700)

    @factory.post_generation
    def lsps(obj, create, extracted, **kwargs):
        if create and extracted:
            obj.lsps.set(extracted)

    @factory.post_generation
    def schemes(obj, create, extracted, **kwargs):
        if create and extracted:
            obj.schemes.set(extracted)


class ExamFactory(DjangoModelFactory):
    """A proposed exam of a finished class; the traits `dated` (today), `submitted` and `decided` stand further on."""

    class Meta:
        model = Exam
        skip_postgeneration_save = True

    training_class = factory.SubFactory(TrainingClassFactory, finished=True)
    scheme = factory.SelfAttribute("training_class.module.scheme")
    lsp = factory.SubFactory(LspFactory)
    proposed_for = in_days(7)
    proposed_on = in_days(-7)

    class Params:
        with_place = factory.Trait(
            exam_on=in_days(0),
            tuk_name="Bengkel las",
            tuk_document_name="TUK Sewaktu Karya Mandiri – Semarang",
            assignment_letter="ST-1/LSP/2026",
        )
        dated = factory.Trait(with_place=True, status=ExamStatus.DATED)
        submitted = factory.Trait(with_place=True, status=ExamStatus.SUBMITTED)
        decided = factory.Trait(with_place=True, status=ExamStatus.DECIDED)

    @factory.post_generation
    def scheme_of_the_lsp(obj, create, extracted, **kwargs):
        if create:
            obj.lsp.schemes.add(obj.scheme)


class ExamAssessorFactory(DjangoModelFactory):
    class Meta:
        model = ExamAssessor

    person = factory.SubFactory(PersonFactory)
    role = Role.ASSESSOR
    exam = factory.SubFactory(ExamFactory, dated=True)
    from_date = in_days(-7)


class AssessmentFactory(DjangoModelFactory):
    """A candidate who waits; `outcome="K"` or `"BK"` fills every unit, `submitted` and `decided` lock the sheet."""

    class Meta:
        model = Assessment
        skip_postgeneration_save = True

    exam = factory.SubFactory(ExamFactory, dated=True)
    inmate = factory.SubFactory(InmateFactory, prison=factory.SelfAttribute("..exam.training_class.corner.prison"))
    candidate_number = factory.Sequence(lambda n: n + 1)

    class Params:
        assessed = factory.Trait(
            status=CandidateStatus.ASSESSED,
            assessor=factory.SubFactory(PersonFactory),
            judged_by=factory.SelfAttribute("assessor"),
        )
        submitted = factory.Trait(assessed=True, sheet=SheetState.SUBMITTED)
        decided = factory.Trait(assessed=True, sheet=SheetState.DECIDED)

    @factory.post_generation
    def outcome(obj, create, extracted, **kwargs):
        if create and extracted:
            fill_units(obj, extracted)


class UnitResultFactory(DjangoModelFactory):
    class Meta:
        model = UnitResult

    assessment = factory.SubFactory(AssessmentFactory, assessed=True)
    unit = factory.LazyAttribute(lambda obj: obj.assessment.exam.scheme.units.first())
    position = 1
    outcome = Competence.COMPETENT
    recorded_at = factory.LazyFunction(clock.now)


class DecisionMeetingFactory(DjangoModelFactory):
    class Meta:
        model = DecisionMeeting

    exam = factory.SubFactory(ExamFactory, decided=True)
    held_on = in_days(0)
    letter_number = factory.Sequence(lambda n: f"SK-{n + 1}/LSP/2026")
    letter_date = in_days(0)
    recorded_at = factory.LazyFunction(clock.now)


class MeetingMemberFactory(DjangoModelFactory):
    class Meta:
        model = MeetingMember

    meeting = factory.SubFactory(DecisionMeetingFactory)
    person = factory.SubFactory(PersonFactory)


class DecisionFactory(DjangoModelFactory):
    """A decision about a candidate of the meeting's exam: competent in every unit unless said otherwise."""

    class Meta:
        model = Decision
        skip_postgeneration_save = True

    meeting = factory.SubFactory(DecisionMeetingFactory)
    outcome = Competence.COMPETENT
    assessment = factory.SubFactory(
        AssessmentFactory,
        decided=True,
        exam=factory.SelfAttribute("..meeting.exam"),
    )

    @factory.post_generation
    def agreement(obj, create, extracted, **kwargs):
        """Units, the assessor's tie and the attainment, as the services would write them."""
        if not create:
            return
        assessment, scheme = obj.assessment, obj.meeting.exam.scheme
        if not assessment.unit_results.exists():
            fill_units(assessment, obj.outcome)
        tie(assessment.inmate, scheme, assessment.assessor, Capacity.ASSESSED)
        if obj.outcome == Competence.COMPETENT:
            AttainmentFactory(
                inmate=assessment.inmate, scheme=scheme, on=obj.meeting.letter_date, source=AttainmentSource.DECISION
            )


class DeciderFactory(DjangoModelFactory):
    class Meta:
        model = Decider
        skip_postgeneration_save = True

    decision = factory.SubFactory(DecisionFactory)
    person = factory.SubFactory(PersonFactory)

    @factory.post_generation
    def involvement(obj, create, extracted, **kwargs):
        if create:
            tie(obj.decision.assessment.inmate, obj.decision.meeting.exam.scheme, obj.person, Capacity.DECIDED)


class NumberSeriesFactory(DjangoModelFactory):
    """A certificate series that has given nothing yet."""

    class Meta:
        model = NumberSeries

    lsp = factory.SubFactory(LspFactory)
    kind = SeriesKind.CERTIFICATE
    first_number = 169986
    next_number = factory.SelfAttribute("first_number")


class CertificateFactory(DjangoModelFactory):
    """A numbered certificate of a competent decision, without facts and file; issuing services make the real ones."""

    class Meta:
        model = Certificate

    decision = factory.SubFactory(DecisionFactory)
    inmate = factory.SelfAttribute("decision.assessment.inmate")
    lsp = factory.SelfAttribute("decision.meeting.exam.lsp")
    scheme = factory.SelfAttribute("decision.meeting.exam.scheme")
    number = factory.Sequence(lambda n: f"25920 7212 3 {n + 169986:07d} 2026")
    registration_number = factory.Sequence(lambda n: f"LST 1565 {n + 54675:05d} 2026")
    code = factory.Sequence(lambda n: f"7K2M{n:022d}")
    facts: dict[str, Any] = {}
    issued_on = factory.SelfAttribute("decision.meeting.letter_date")
    valid_until = factory.LazyAttribute(lambda obj: obj.issued_on + datetime.timedelta(days=3 * 365))

    class Params:
        rendered = factory.Trait(
            pdf_sha256=factory.Sequence(lambda n: f"{n:064x}"),
            pdf_size=50_000,
            rendered_at=factory.LazyFunction(clock.now),
        )
        printed = factory.Trait(
            rendered=True, sheet_serial=factory.Sequence(lambda n: f"{n + 41000000:08d}"), printed_on=in_days(0)
        )


class PublicRecordFactory(DjangoModelFactory):
    class Meta:
        model = PublicRecord

    code = factory.Sequence(lambda n: f"9P4Q{n:022d}")
    shown: dict[str, Any] = {}
    valid_until = in_days(1000)


class PrintRunFactory(DjangoModelFactory):
    class Meta:
        model = PrintRun

    lsp = factory.SubFactory(LspFactory)
    day = in_days(0)
    number_of_day = factory.Sequence(lambda n: n + 1)
    created_by = factory.SubFactory(UserFactory)
    created_at = factory.LazyFunction(clock.now)


class PrintRunItemFactory(DjangoModelFactory):
    class Meta:
        model = PrintRunItem

    run = factory.SubFactory(PrintRunFactory)
    certificate = factory.SubFactory(CertificateFactory, rendered=True)
    position = factory.Sequence(lambda n: n + 1)


class HandOverFactory(DjangoModelFactory):
    class Meta:
        model = HandOver

    certificate = factory.SubFactory(CertificateFactory, printed=True)
    handed_on = in_days(0)
    received_by = factory.LazyAttribute(lambda obj: obj.certificate.inmate.name)
    identity_check = IdentityCheck.KNOWN
    handed_by = factory.SubFactory(UserFactory)
    recorded_at = factory.LazyFunction(clock.now)


def tie(inmate: Any, scheme: Any, person: Any, capacity: str) -> None:
    Involvement.objects.get_or_create(
        inmate=inmate, scheme=scheme, person=person, defaults={"capacity": capacity, "on": clock.today()}
    )


def fill_units(assessment: Assessment, outcome: str) -> None:
    """Write the outcome for every unit of the scheme, and the recommendation that follows."""
    for link in assessment.exam.scheme.scheme_units.all():
        UnitResultFactory(assessment=assessment, unit=link.unit, position=link.position, outcome=outcome)
    assessment.recommendation = outcome
    assessment.save(update_fields=["recommendation"])


def officer_of(lsp: Lsp, role: str = Role.LSP_OFFICER) -> Any:
    """A user with one current desk at the LSP."""
    user = UserFactory()
    LspPostingFactory(person=user.person, lsp=lsp, role=role)
    return user


def assessor_for(exam: Exam) -> Any:
    """A user who is an assessor of the exam's LSP and scheme and stands assigned to the exam, without candidates."""
    user = UserFactory()
    AssessorFactory(person=user.person, lsps=[exam.lsp], schemes=[exam.scheme])
    ExamAssessorFactory(person=user.person, exam=exam)
    return user
