"""Numbers of the demo world: a centre's training certificates, one of them voided, and a list that waits at an LSP."""

from __future__ import annotations

from certification.choices import NumberingMode, SeriesKind
from certification.letters import columns
from certification.letters.reading import LetterRow, Listed
from certification.models import Certificate, Decision, DecisionMeeting
from certification.services.counters import open_series
from certification.services.letters import open_letter
from certification.services.training_certificates import issue_training_certificates, mark_printed
from certification.services.training_issuers import set_training_issuer
from certification.services.voiding import void_number
from foundation import clock
from foundation.jobs.execution import run_due
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World
from training.models import TrainingClass

FIRST_TRAINING = 214
FIRST_LISTED = 169_990


def say_issuers(world: World) -> None:
    """One centre whose register is the portal, and one that numbers on its own."""
    admin = world.acting("kemnaker")
    for key, name_en, signatory, numbering in (
        ("semarang", "Semarang Vocational and Productivity Training Centre", "Bambang Wijanarko", NumberingMode.PORTAL),
        ("samarinda", "Samarinda Vocational and Productivity Training Centre", "Laila Mahakam", NumberingMode.IMPORTED),
    ):
        centre = world.centres[key]
        fields = {
            "name_id": centre.name,
            "name_en": name_en,
            "city": centre.city,
            "phone": "(024) 555-0120" if key == "semarang" else "(0541) 555-0131",
            "signatory": signatory,
            "numbering": numbering,
            "number_format": "{nomor}/BPVP-SMG/{bulan}/{tahun}",
        }
        set_training_issuer(centre=centre, fields=fields, actor=admin)
    centre = world.centres["semarang"]
    open_series(issuer=centre, kind=SeriesKind.CERTIFICATE, first_number=FIRST_TRAINING, actor=admin)


def training_certificates(world: World, course: TrainingClass, day: int, *, printed: int | None = None) -> Story:
    """Everybody who passed is numbered; printed `printed` days from today, or not yet."""
    yield world.day(day)
    desk = world.acting("balai")
    made = issue_training_certificates(training_class=course, issued_on=clock.today(), actor=desk)
    run_due()
    if printed is not None:
        yield world.day(printed)
        mark_printed(certificates=made, actor=world.acting("balai"))
    return made


def voided(world: World, certificate: Certificate, day: int) -> Story:
    """Found before it was printed: the person waits for a number again."""
    yield world.day(day)
    void_number(
        certificate=certificate,
        reason="Gelar ikut tertulis di nama; pemegang meminta nama tanpa gelar.",
        actor=world.acting("balai"),
    )


def list_at_the_lsp(world: World, meeting: DecisionMeeting, day: int) -> Story:
    """A list with numbers was uploaded and waits to be looked at: most rows fit, some do not."""
    yield world.day(day)
    rows = Decision.objects.waiting_for_number().filter(meeting=meeting).select_related("assessment__inmate")
    listed = []
    for place, decision in enumerate(rows.order_by("assessment__candidate_number")):
        inmate = decision.assessment.inmate
        listed.append(
            {
                columns.CANDIDATE: str(decision.assessment.candidate_number),
                columns.NAME: inmate.certificate_name or inmate.name,
                columns.NUMBER: f"14120 7531 2 {FIRST_LISTED + place:07d} {clock.today().year}",
                columns.REGISTRATION: f"GAR 9902 {710 + place:05d} {clock.today().year}",
            }
        )
    # As lists come: one name written otherwise, one registration number forgotten.
    listed[-1][columns.NAME] += " Junior"
    del listed[-2][columns.REGISTRATION]
    open_letter(
        issuer=world.lsps["letter"],
        letter_number=f"127/BTS/{clock.today().year}",
        letter_date=clock.today(),
        listed=Listed([LetterRow(number, cells) for number, cells in enumerate(listed, start=5)]),
        file_name="daftar-nomor-bnsp.xlsx",
        file_sha256="d" * 64,
        actor=world.acting("lsp2"),
    )
