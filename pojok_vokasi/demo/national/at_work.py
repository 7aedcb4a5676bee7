"""What lies on the desks of the known accounts today, brought there by the services: runs, copies, a list of numbers.

Everything here takes what it finds: in a country of one prison some desks have less to do.
"""

from __future__ import annotations

from collections.abc import Sequence

from certification.choices import CertificateState, Duplex, NumberingMode
from certification.letters import columns
from certification.letters.reading import LetterRow, Listed
from certification.models import Certificate, Decision, Lsp, PrinterProfile, PrintRun, Sheet
from certification.services import print_runs
from certification.services.freezing import order_rendering
from certification.services.letters import open_letter
from certification.services.training_certificates import order_training_print, waiting_for_certificate
from certification.sheet_plan import Segment
from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.jobs.execution import run_due
from lapas.choices import RemissionKind
from lapas.services.remission import set_remission_day
from pojok_vokasi.demo.national.nation import Nation
from pojok_vokasi.demo.national.sizes import NATION
from training.models import CentrePosting

# Certificates in each run of today, and copies of the newest ones.
IN_A_RUN, COPIES = 2, 6


def work_today(nation: Nation) -> None:
    """The print room of the known LSP, a list at the one that is numbered by letter, papers of the known centre."""
    lsp, by_letter = nation.lsps[0], nation.lsps[1]
    clerk = User.objects.select_related("person").get(staff_number="cetak")
    # Every copy takes its time, so a country for a test has one run and no other copies.
    many = nation.scope.people >= NATION // 2
    size, copies = (IN_A_RUN, COPIES) if many else (1, 0)
    waiting = _waiting(lsp, size)[: 4 * size if many else 1]
    newest = list(Certificate.objects.filter(inmate__prison=nation.biggest).order_by("-pk")[:copies])
    newest += list(Certificate.objects.filter(lsp=lsp).order_by("-pk")[:copies])
    trained = _training(nation) if many else []
    wanted = {one.pk: one for one in (*waiting, *newest, *trained) if not one.pdf_sha256}
    order_rendering(certificates=list(wanted.values()), actor=clerk)
    run_due()
    _training_print(trained)
    _estimate(nation)
    _print_room(lsp, [one for one in _waiting(lsp, size) if one.pdf_sha256], size, clerk)
    _list_of_numbers(by_letter)
    _list_of_a_centre()


def _waiting(lsp: Lsp, size: int) -> list[Certificate]:
    rows = Certificate.objects.filter(lsp=lsp, sheet_serial="", state=CertificateState.ACTIVE).not_in_a_print_run()
    return list(rows.select_related("lsp").order_by("pk")[: 4 * size])


def _print_room(lsp: Lsp, waiting: Sequence[Certificate], size: int, clerk: User) -> None:
    """Runs at every step: just chosen, its file ready (also in two parts), printed and not read back."""
    auto, manual = (PrinterProfile.objects.filter(lsp=lsp, duplex=duplex).order_by("pk").first() for duplex in Duplex)
    # Where few wait, each step gets its share.
    size = max(1, min(size, len(waiting) // 4))
    parts = [waiting[at : at + size] for at in range(0, len(waiting), size)]
    for step, part in zip(("ready", "backs", "checking", "chosen"), parts, strict=False):
        run = print_runs.start_print_run(lsp=lsp, certificates=part, actor=clerk)
        printer = manual if step == "backs" else auto
        if step == "chosen" or printer is None:
            continue
        run = _laid(run, printer, clerk)
        if step == "checking":
            print_runs.record_outcome(run=run, bad=[], actor=clerk)


def _laid(run: PrintRun, printer: PrinterProfile, clerk: User) -> PrintRun:
    top = Sheet.objects.filter(lsp=run.lsp_id).free().order_by("serial")[0].serial
    _lot, plan = print_runs.preview_plan(run, printer, [Segment(1, top)])
    run = print_runs.lay_print_run(run=run, profile=printer, top=top, last=plan.last, actor=clerk)
    run_due()
    run.refresh_from_db()
    return run


def _training(nation: Nation) -> list[Certificate]:
    """The numbered papers of the known centre that wait for print, of its last class."""
    rows = Certificate.objects.of_training().filter(centre=nation.centres[0], printed_on__isnull=True)
    rows = rows.filter(state=CertificateState.ACTIVE)
    last = rows.order_by("-pk").first()
    if last is None or last.enrolment is None:
        return []
    return list(rows.filter(enrolment__training_class=last.enrolment.training_class).order_by("pk"))


def _training_print(trained: Sequence[Certificate]) -> None:
    """Their print file lies ready."""
    if trained and (enrolment := trained[0].enrolment) is not None:
        desk = User.objects.select_related("person").get(staff_number="balai")
        order_training_print(training_class=enrolment.training_class, certificates=trained, actor=desk)
        run_due()


def _estimate(nation: Nation) -> None:
    """Idul Fitri of the year after next, as calendars expect it before any decree."""
    desk = User.objects.select_related("person").get(staff_number="kemnaker")
    set_remission_day(
        kind=RemissionKind.IDUL_FITRI,
        on=nation.day(700),
        source="Kalender Hijriah, menunggu SKB",
        is_estimate=True,
        actor=desk,
    )


def _list_of_numbers(lsp: Lsp) -> None:
    """A list as it came from BNSP: one name written otherwise, the rest fits."""
    desk = User.objects.select_related("person").get(staff_number="lsp2")
    rows = Decision.objects.waiting_for_number().filter(assessment__exam__lsp=lsp, is_held=False)
    listed = []
    for at, row in enumerate(rows.select_related("assessment__inmate").order_by("pk")[:12]):
        inmate = row.assessment.inmate
        listed.append(
            {
                columns.CANDIDATE: str(row.assessment.candidate_number),
                columns.NAME: inmate.certificate_name or inmate.name,
                columns.NUMBER: f"14120 7531 2 {169_990 + at:07d} {clock.today().year}",
                columns.REGISTRATION: f"{lsp.sector_code} {lsp.licence_number} {90_710 + at:05d} {clock.today().year}",
            }
        )
    if listed:
        listed[-1][columns.NAME] += " Junior"
        open_letter(
            issuer=lsp,
            letter_number=f"127/BTS/{clock.today().year}",
            letter_date=clock.today(),
            listed=Listed([LetterRow(number, cells) for number, cells in enumerate(listed, start=5)]),
            file_name="daftar-nomor-bnsp.xlsx",
            file_sha256="d" * 64,
            actor=desk,
        )


def _list_of_a_centre() -> None:
    """The register of a centre that numbers on its own, for some who wait: one name is not known there."""
    waiting = waiting_for_certificate().filter(training_class__centre__issuer__numbering=NumberingMode.IMPORTED)
    first = waiting.order_by("pk").select_related("training_class__centre").first()
    if first is None:
        return
    centre = first.training_class.centre
    posting = CentrePosting.objects.current(clock.today()).filter(centre=centre, role=Role.CENTRE_OFFICER)
    desk = User.objects.select_related("person").filter(person__in=posting.values("person")).first()
    if desk is None:
        return
    rows = waiting.filter(training_class__centre=centre).select_related("inmate", "training_class__module")
    listed = [
        {
            columns.NAME: row.inmate.certificate_name or row.inmate.name,
            columns.TITLE: row.training_class.module.title,
            columns.NUMBER: f"{at:04d}/BLK/{clock.today().year}",
        }
        for at, row in enumerate(rows.order_by("pk")[:12], start=401)
    ]
    listed[-1][columns.NAME] += " Junior"
    open_letter(
        issuer=centre,
        letter_number=f"31/BLK/{clock.today().year}",
        letter_date=clock.today(),
        listed=Listed([LetterRow(number, cells) for number, cells in enumerate(listed, start=2)]),
        file_name="register-sertifikat-pelatihan.xlsx",
        file_sha256="e" * 64,
        actor=desk,
    )
