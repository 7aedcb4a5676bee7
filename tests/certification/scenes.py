"""Exams at each stage, made by the services themselves, so that ties and plans agree with them."""

from __future__ import annotations

import datetime
from typing import Any

from certification.choices import CandidateStatus
from certification.models import Assessment, Assessor, Exam, Lsp
from certification.services.exams import date_exam, propose_exam
from certification.services.results import record_results, submit_results
from certification.services.staffing import assign_assessors
from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import Person, User
from tests.factories.accounts import NationPostingFactory, PersonFactory, UserFactory
from tests.factories.certification import AssessorFactory, LspFactory, LspPostingFactory
from tests.factories.training import ClassInstructorFactory, EnrolmentFactory, TrainingClassFactory
from training.choices import Capacity, TrainingOutcome
from training.models import TrainingClass
from training.services.involvement import involve


def today() -> datetime.date:
    return clock.today("Asia/Jakarta")


def ready_class(people: int = 3, names: tuple[str, ...] = (), **fields: Any) -> TrainingClass:
    """A finished class whose people passed; its instructor is known as their trainer."""
    training_class = TrainingClassFactory(finished=True, **fields)
    trainer = ClassInstructorFactory(training_class=training_class)
    for number in range(max(people, len(names))):
        who = {"inmate__name": names[number]} if names else {}
        EnrolmentFactory(
            training_class=training_class, finished=True, outcome=TrainingOutcome.PASSED, outcome_on=today(), **who
        )
    involve(
        persons=[trainer.person],
        inmates=[enrolment.inmate for enrolment in training_class.enrolments.all()],
        scheme=training_class.module.scheme,
        capacity=Capacity.TRAINED,
        on=today(),
    )
    return training_class


def trainer_of(exam: Exam) -> Person:
    return exam.training_class.instructors.get().person


def lsp_for(training_class: TrainingClass, members: int = 4, **fields: Any) -> Lsp:
    """An LSP with the scheme of the class and people who may sit in its meeting."""
    lsp = LspFactory(schemes=[training_class.module.scheme], **fields)
    for _number in range(members):
        LspPostingFactory(lsp=lsp)
    return lsp


def proposed_exam(people: int = 3, lsp: Lsp | None = None, **fields: Any) -> Exam:
    training_class = ready_class(people, **fields)
    lsp = lsp or lsp_for(training_class)
    lsp.schemes.add(training_class.module.scheme)
    return propose_exam(training_class=training_class, lsp=lsp, proposed_for=today(), actor=None)


def put_on_day(exam: Exam, day: datetime.date | None = None, **fields: Any) -> Exam:
    words = {
        "tuk_name": "Bengkel las",
        "tuk_document_name": "TUK Sewaktu Karya Mandiri – Semarang",
        "assignment_letter": "ST-1/LSP/2026",
    }
    return date_exam(exam=exam, exam_on=day or today(), actor=None, **(words | fields))


def assessor_of(exam: Exam, person: Person | None = None, **fields: Any) -> Assessor:
    """An assessor of the exam's LSP and scheme, not yet assigned."""
    return AssessorFactory(person=person or PersonFactory(), lsps=[exam.lsp], schemes=[exam.scheme], **fields)


def staffed_exam(people: int = 3, assessors: int = 1, **fields: Any) -> Exam:
    """Dated today, with assessors and their candidates."""
    exam = put_on_day(proposed_exam(people, **fields))
    return assign_assessors(exam=exam, assessors=[assessor_of(exam) for _n in range(assessors)], actor=None)


def judge(assessment: Assessment, outcome: str = "K") -> Assessment:
    """Every unit of the candidate."""
    return record_results(
        assessment=assessment,
        outcomes={unit.pk: outcome for unit in assessment.exam.scheme.units.all()},
        version=assessment.version,
        actor=None,
    )


def submitted_exam(people: int = 3, not_yet: int = 0, **fields: Any) -> Exam:
    """Everybody assessed and handed in; the last `not_yet` candidates are BK in every unit."""
    exam = staffed_exam(people, **fields)
    sheets = list(exam.assessments.all())
    for number, sheet in enumerate(sheets):
        if sheet.status == CandidateStatus.READY:
            judge(sheet, "BK" if number >= len(sheets) - not_yet else "K")
    return submit_results(exam=exam, actor=None)


def account_of(person: Person) -> User:
    """The person's account, for signing in."""
    return getattr(person, "user", None) or UserFactory(person=person)


def kemnaker() -> User:
    user = UserFactory()
    NationPostingFactory(person=user.person, role=Role.KEMNAKER_ADMIN)
    return user


def members_of(exam: Exam, number: int = 3) -> list[Person]:
    """People with a desk at the LSP."""
    return [posting.person for posting in exam.lsp.postings.select_related("person")[:number]]
