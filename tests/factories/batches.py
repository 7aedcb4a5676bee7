"""Many candidates at once, written in bulk: exams whose results are all handed in, ready for the meeting."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from certification.choices import Competence, NumberingMode, SeriesKind
from certification.models import Assessment, Exam, Lsp, NumberSeries, UnitResult
from certification.services.decisions import decide
from foundation import clock
from foundation.accounts.models import Person, User
from lapas.choices import FactSource
from lapas.models import Inmate, Prison
from lapas.services.facts import draft_entry, save_entries
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.certification import AssessmentFactory, ExamFactory, LspFactory, LspPostingFactory
from tests.factories.lapas import PrisonFactory
from tests.factories.training import CompetencyUnitFactory, ModuleFactory, SchemeFactory, TrainingClassFactory
from training.choices import Capacity
from training.models import CompetencyUnit, Involvement, Module

FIRST, FIRST_REGISTRATION = 169986, 54675
BATCH = 500
GIVEN = (
    "AGUS", "BAMBANG", "CAHYONO", "DWI", "EKO", "FAJAR", "GUNAWAN", "HENDRA", "IRFAN", "JOKO", "KURNIA", "LUKMAN",
    "MADE", "NUR", "OKTAVIANUS", "PUTU", "RAHMAT", "SLAMET", "TRI", "WAHYU",
)  # fmt: skip
FAMILY = (
    "SANTOSO", "WIBOWO", "NUGROHO", "SIREGAR", "HASIBUAN", "PRATAMA", "SAPUTRA", "HIDAYAT", "MAULANA", "RITONGA",
    "WIRAWAN", "SETIAWAN", "KUSUMA", "LUMBAN GAOL", "ALFARIZI",
)  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """Exams of one LSP that numbers here, with the members of its meeting and the officer who records it."""

    exams: list[Exam]
    members: list[Person]
    actor: User

    def decide(self) -> None:
        """Decide on every exam, each in a transaction of its own, as the page does."""
        for exam in self.exams:
            self.decide_on(exam)

    def decide_on(self, exam: Exam) -> None:
        today = clock.today()
        decide(
            exam=exam,
            held_on=today,
            letter_number=f"SK-{exam.pk}/LSP",
            letter_date=today,
            members=self.members,
            actor=self.actor,
        )


def names() -> Iterator[str]:
    """Invented names without end; the first few hundred differ."""
    for round_ in itertools.count():
        for family, given in itertools.product(FAMILY, GIVEN):
            yield " ".join([given, *[FAMILY[round_ % len(FAMILY)]] * bool(round_), family])


def submitted(
    candidates: Sequence[int], *, units: Sequence[tuple[str, str, str]] | int = 9, again: Batch | None = None
) -> Batch:
    """One exam for each entry, with so many candidates, each K in every unit; the number series are opened.

    `units` are (code, title, English title), or how many. `again`: more exams of an earlier batch's LSP and scheme.
    """
    if again is not None:
        first = again.exams[0]
        exams = _exams(candidates, first.lsp, first.training_class.module, first.training_class.corner.prison)
        return Batch(exams, again.members, again.actor)
    made = (
        CompetencyUnitFactory.create_batch(units)
        if isinstance(units, int)
        else [
            CompetencyUnit.objects.get_or_create(code=code, defaults={"title_id": title_id, "title_en": title_en})[0]
            for code, title_id, title_en in units
        ]
    )
    lsp = LspFactory(numbering=NumberingMode.PORTAL)
    module = ModuleFactory(scheme=SchemeFactory(units=made), seats=max(candidates))
    open_both(lsp)
    members = PersonFactory.create_batch(lsp.meeting_quorum)
    for member in members:
        LspPostingFactory(person=member, lsp=lsp)
    exams = _exams(candidates, lsp, module, PrisonFactory())
    return Batch(exams, members, UserFactory())


def _exams(candidates: Sequence[int], lsp: Lsp, module: Module, prison: Prison) -> list[Exam]:
    called, assessor, exams = names(), PersonFactory(), []
    for count in candidates:
        course = TrainingClassFactory(finished=True, module=module, corner__prison=prison)
        exam = ExamFactory(training_class=course, lsp=lsp, submitted=True)
        _results(exam, _people(prison, [next(called) for _person in range(count)], f"{exam.pk}"), assessor)
        exams.append(exam)
    return exams


def open_both(lsp: object) -> None:
    """Both series of an LSP, opened at their first numbers."""
    year = clock.today().year
    for kind, first, of_year in (
        (SeriesKind.CERTIFICATE, FIRST, 0),
        (SeriesKind.REGISTRATION, FIRST_REGISTRATION, year),
    ):
        NumberSeries.objects.create(lsp=lsp, kind=kind, year=of_year, first_number=first, next_number=first)


def _people(prison: Prison, called: Sequence[str], group: str) -> list[Inmate]:
    today = clock.today()
    people = save_entries(
        [
            draft_entry(
                prison=prison,
                register_number=f"B.I {group}-{number:04d}/2026",
                fields={"name": name, "sex": "L", "birth_place": "Bandung", "birth_date": datetime.date(1990, 5, 17)},
                dates={},
                as_of=today,
                source=FactSource.TYPED,
                actor=None,
            )
            for number, name in enumerate(called, start=1)
        ]
    )
    for inmate in people:
        inmate.certificate_name, inmate.certificate_name_confirmed_on = inmate.name, today
    Inmate.objects.bulk_update(people, ["certificate_name", "certificate_name_confirmed_on"], batch_size=BATCH)
    return people


def _results(exam: Exam, people: Sequence[Inmate], assessor: Person) -> None:
    now = clock.now()
    sheets = Assessment.objects.bulk_create(
        (
            AssessmentFactory.build(
                exam=exam,
                inmate=inmate,
                candidate_number=number,
                submitted=True,
                assessor=assessor,
                recommendation=Competence.COMPETENT,
            )
            for number, inmate in enumerate(people, start=1)
        ),
        batch_size=BATCH,
    )
    links = list(exam.scheme.scheme_units.select_related("unit"))
    UnitResult.objects.bulk_create(
        (
            UnitResult(
                assessment=sheet,
                unit=link.unit,
                position=link.position,
                outcome=Competence.COMPETENT,
                recorded_at=now,
            )
            for sheet in sheets
            for link in links
        ),
        batch_size=BATCH,
    )
    Involvement.objects.bulk_create(
        (
            Involvement(
                inmate=inmate, scheme=exam.scheme, person=assessor, capacity=Capacity.ASSESSED, on=clock.today()
            )
            for inmate in people
        ),
        batch_size=BATCH,
    )
