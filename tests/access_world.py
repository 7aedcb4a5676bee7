"""Two complete worlds, A and B, with one account per role in A; the walker opens A's and B's rows as each of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from certification.choices import SheetStatus, Wish
from certification.services.parts import give_part
from certification.services.training_certificates import PRINT_JOB
from foundation import clock, stored
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.jobs.choices import JobState
from foundation.jobs.models import Job, JobSubject
from lapas import services
from lapas.choices import CustodyState
from lapas.models import ChangeNotice, ImportBatch, Inmate, RegistryAct, RemissionDay, SheetWord
from lapas.services import requests
from pojok_vokasi.access.table import Reach
from tests.certification.issuing_world import issued
from tests.factories.accounts import NationPostingFactory, UserFactory
from tests.factories.certification import (
    AssessorFactory,
    ExamAssessorFactory,
    HandOverFactory,
    LspPostingFactory,
    PrintRunFactory,
    PrintRunItemFactory,
)
from tests.factories.desks import PostingRequestFactory
from tests.factories.journey import CeremonyFactory, DispatchFactory, DispatchItemFactory, PickupPlanFactory
from tests.factories.lapas import InmateFactory, PrisonPostingFactory, RegionalPostingFactory
from tests.factories.numbering import NumberLetterFactory, TrainingCertificateFactory, TrainingIssuerFactory
from tests.factories.sheets import (
    PrinterProfileFactory,
    SheetCountFactory,
    SheetFactory,
    SheetLotFactory,
    SpoiledLetterFactory,
)
from tests.factories.states import StateRequestFactory
from tests.factories.training import CentrePostingFactory, ClassInstructorFactory, ClassSessionFactory, EnrolmentFactory

LONG_AGO = datetime.date(2020, 1, 1)
NATIONAL = (
    Role.KEMNAKER_ADMIN,
    Role.NATIONAL_VIEWER,
    Role.FIGURES_VIEWER,
    Role.AUDITOR,
    Role.DATA_PROTECTION_OFFICER,
    Role.SYSTEM_ADMIN,
)


@dataclass
class World:
    """Rows of one place, by model label, and the people who work there, by role."""

    rows: dict[str, Any] = field(default_factory=dict)
    users: dict[Role, User] = field(default_factory=dict)

    def row(self, label: str, role: Role | None = None) -> Any:
        """The row of this label; the role's own where there is one."""
        return self.rows.get(f"{label} for {role}") or self.rows[label]

    def put(self, *rows: Any) -> None:
        for row in rows:
            self.rows[row._meta.label] = row


def build() -> World:
    """One prison with a certified class, its LSP, its centre, one printed and handed certificate, one arrival."""
    world = World()
    (certificate,) = issued(1, render=False)
    exam = certificate.decision.assessment.exam
    training_class = exam.training_class
    prison, corner, centre = training_class.corner.prison, training_class.corner, training_class.centre
    inmate = Inmate.objects.get(pk=certificate.inmate_id)
    type(certificate).objects.filter(pk=certificate.pk).update(
        sheet_serial=f"{certificate.pk:08d}",
        printed_on=certificate.issued_on,
        # The walker asks who is let in, not what stands in the file.
        pdf_sha256=stored.store("certificates", b"%PDF-"),
    )
    certificate.refresh_from_db()
    handed = HandOverFactory(certificate=certificate, ceremony=CeremonyFactory(prison=prison))
    enrolment = EnrolmentFactory(training_class=training_class, inmate=inmate, status="finished")
    session = ClassSessionFactory(training_class=training_class, on=training_class.starts_on)
    batch = ImportBatch.objects.create(
        prison=prison, file_name="x.xlsx", file_sha256="0" * 64, data_as_of=LONG_AGO, uploaded_at=clock.now()
    )
    request = StateRequestFactory(certificate=certificate)
    file = stored.store("print-runs", b"%PDF-")
    # A row that waits for a person: the walker opens it as row 2.
    batch.staged.create(row=2, candidates=[{"inmate": inmate.pk, "reasons": ["nama"]}])
    merge = services.merge_inmates(
        kept=InmateFactory(prison=prison), folded=InmateFactory(prison=prison), taken=(), reason="tercatat dua kali",
        actor=None,
    )  # fmt: skip
    notice = ChangeNotice.objects.create(
        inmate=inmate, prison=prison, kind="name", on=LONG_AGO, source="typed", recorded_at=clock.now()
    )
    asked = requests.open_request(inmate=inmate, kind="access", asked_by="sendiri", actor=UserFactory())
    part = asked.lsp_parts.get()
    give_part(part=part, note="", actor=UserFactory())
    requests.prepare_request(request=asked, proposal="", actor=UserFactory())
    asked.refresh_from_db()
    word = SheetWord.objects.create(prison=prison, kind="education", word="kejar paket", meaning="sma")
    act = RegistryAct.objects.create(
        prison=prison, kind="pb", stage="decision", on=LONG_AGO, opened_by=UserFactory(), opened_at=clock.now()
    )
    remission, _made = RemissionDay.objects.get_or_create(kind="nyepi", on=LONG_AGO, source="SKB", is_estimate=True)
    run = PrintRunFactory(lsp=exam.lsp, file_sha256=file, backs_sha256=file)
    PrintRunItemFactory(run=run, certificate=certificate)
    package = DispatchFactory(lsp=exam.lsp, prison=prison)
    packed = DispatchItemFactory(dispatch=package, certificate=certificate)
    world.put(*_sheets(certificate))
    world.put(
        package, packed, handed.ceremony, PickupPlanFactory(inmate=inmate),
        prison, corner, centre, training_class, training_class.module, training_class.module.scheme, inmate, enrolment,
        exam, exam.lsp, certificate.decision, certificate.decision.assessment,
        certificate.decision.meeting, certificate, run, session,
        request, batch, word, merge, notice, act, asked, part, remission,
        Job.objects.filter(kind="certification.render").latest("pk"),
    )  # fmt: skip
    _training_certificate(world, training_class)
    world.rows["letter"] = NumberLetterFactory(lsp=exam.lsp)
    elsewhere = InmateFactory()
    world.rows["arriving"] = InmateFactory(
        prison=elsewhere.prison, state={"custody_state": CustodyState.IN_TRANSIT, "destination": prison}
    )
    _people(world, prison, training_class, exam)
    return world


def _training_certificate(world: World, training_class: Any) -> None:
    """One that waits for print, its print file made."""
    world.rows["certification.TrainingIssuer"] = TrainingIssuerFactory(centre=training_class.centre)
    certificate = TrainingCertificateFactory(
        enrolment__training_class=training_class, pdf_sha256=stored.store("certificates", b"%PDF-")
    )
    world.rows["training certificate"] = certificate
    # A centre reads and decides about its own certificates, at the addresses where an LSP does about its.
    world.rows[f"certification.Certificate for {Role.CENTRE_OFFICER}"] = certificate
    world.rows[f"certification.StateRequest for {Role.CENTRE_OFFICER}"] = StateRequestFactory(
        certificate=certificate, wish=Wish.REVOKED
    )
    world.rows["training letter"] = NumberLetterFactory(lsp=None, centre=training_class.centre)
    job = Job.objects.create(
        kind=PRINT_JOB,
        params={"certificates": [certificate.pk]},
        state=JobState.DONE,
        result_file=f"print-runs/{stored.store('print-runs', b'%PDF-')}.pdf",
        due_at=clock.now(),
        created_at=clock.now(),
    )
    JobSubject.objects.create(job=job, kind=training_class._meta.label, key=str(training_class.pk))


def _sheets(certificate: Any) -> list[Any]:
    """A printed sheet, a spoiled one on a letter, a printer and a count of the certificate's LSP."""
    lsp = certificate.lsp
    lot = SheetLotFactory(lsp=lsp, first=certificate.sheet_serial, count=1)
    lot.sheets.update(state=SheetStatus.PRINTED, certificate=certificate)
    letter = SpoiledLetterFactory(lsp=lsp)
    SheetFactory(lot__lsp=lsp, state=SheetStatus.SPOILED, spoiled_reason="sobek", letter=letter)
    return [lot, lot.sheets.get(), letter, PrinterProfileFactory(lsp=lsp), SheetCountFactory(lsp=lsp)]


def _people(world: World, prison: Any, training_class: Any, exam: Any) -> None:
    for role in Role:
        world.users[role] = UserFactory()
    person = {role: user.person for role, user in world.users.items()}
    for role in (Role.REGISTRY_OFFICER, Role.WORK_OFFICER, Role.PRISON_HEAD):
        PrisonPostingFactory(person=person[role], prison=prison, role=role)
    RegionalPostingFactory(person=person[Role.KANWIL_VIEWER], regional_office=prison.regional_office)
    CentrePostingFactory(
        person=person[Role.CENTRE_OFFICER], centre=training_class.centre, role=Role.CENTRE_OFFICER, from_date=LONG_AGO
    )
    CentrePostingFactory(
        person=person[Role.INSTRUCTOR], centre=training_class.centre, role=Role.INSTRUCTOR, from_date=LONG_AGO
    )
    world.rows["training.ClassInstructor"] = ClassInstructorFactory(
        person=person[Role.INSTRUCTOR], training_class=training_class, from_date=LONG_AGO, until_date=None
    )
    for role in (Role.LSP_OFFICER, Role.PRINT_CLERK, Role.ASSESSOR):
        LspPostingFactory(person=person[role], lsp=exam.lsp, role=role)
    world.rows["certification.Assessor"] = AssessorFactory(
        person=person[Role.ASSESSOR], lsps=[exam.lsp], schemes=[exam.scheme]
    )
    ExamAssessorFactory(person=person[Role.ASSESSOR], exam=exam, from_date=LONG_AGO)
    # An assessor reaches own candidates only.
    exam.assessments.update(assessor=person[Role.ASSESSOR])
    for role in NATIONAL:
        NationPostingFactory(person=person[role], role=role)
    _desks(world, prison, training_class.centre, exam.lsp)


def _desks(world: World, prison: Any, centre: Any, lsp: Any) -> None:
    """Beside whoever runs a place a colleague there, and a request for another one."""
    here = {
        Role.PRISON_HEAD: PrisonPostingFactory(prison=prison, person=UserFactory().person),
        Role.CENTRE_OFFICER: CentrePostingFactory(centre=centre, role=Role.CENTRE_OFFICER, person=UserFactory().person),
        Role.LSP_OFFICER: LspPostingFactory(lsp=lsp, role=Role.PRINT_CLERK, person=UserFactory().person),
    }
    for role, posting in here.items():
        request = PostingRequestFactory(kind=posting._meta.label_lower, place=getattr(posting, f"{posting.PLACE}_id"))
        for label, row in (
            ("posting", posting),
            ("accounts.Person", posting.person),
            ("desks.PostingRequest", request),
        ):
            world.rows[f"{label} for {role}"] = world.rows[label] = row


def reaches_everything(reach: Reach) -> bool:
    return reach in {Reach.NATION, Reach.SHARED}
