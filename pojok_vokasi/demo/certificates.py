"""Certificates of the demo world: numbered, rendered, handed over, and people about to leave."""

from __future__ import annotations

from certification.choices import IdentityCheck
from certification.models import Certificate, Decision, DecisionMeeting
from certification.numbers import certificate_number, registration_number
from certification.services.handing_over import hand_over
from certification.services.issuing import Numbered, record_letter_numbers
from certification.services.letters import open_letter
from foundation import clock
from foundation.jobs.execution import run_due
from lapas.choices import DateKind, FactSource, ReleaseKind
from lapas.models import Inmate
from lapas.services import record_release, set_date_fact
from pojok_vokasi.demo.registry import OFFICERS
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World

FIRST_LETTER_SERIAL = 169_980


def issued(meeting: DecisionMeeting) -> list[Certificate]:
    """The certificates that the decision numbered, with their copies rendered."""
    run_due()
    return list(
        Certificate.objects.filter(decision__meeting=meeting)
        .select_related("lsp")
        .order_by("decision__assessment__candidate_number")
    )


def numbered_by_letter(world: World, meeting: DecisionMeeting, day: int, count: int) -> Story:
    """The first `count` numbers come by letter; the other decisions wait for theirs."""
    yield world.day(day)
    lsp = world.lsps["letter"]
    decisions = [
        one
        for one in Decision.objects.filter(meeting=meeting, outcome="K").order_by("assessment__candidate_number")
        if one.assessment.inmate.name_is_confirmed
    ]
    scheme, year = meeting.exam.scheme, meeting.letter_date.year
    rows = [
        Numbered(
            decision=decision,
            number=certificate_number(
                kbli5=scheme.kbli5,
                kbji4=scheme.kbji4,
                level=scheme.kkni_level,
                serial=FIRST_LETTER_SERIAL + place,
                year=year,
            ),
            registration_number=registration_number(
                sector=lsp.sector_code, licence=lsp.licence_number, serial=702 + place, year=year
            ),
        )
        for place, decision in enumerate(decisions[:count])
    ]
    letter = open_letter(
        issuer=lsp, letter_number=f"118/{lsp.sector_code}/{year}", letter_date=clock.today(), actor=world.acting("lsp2")
    )
    record_letter_numbers(lsp=lsp, rows=rows, letter=letter, actor=world.acting("lsp2"))
    return issued(meeting)


def handed_over(world: World, certificate: Certificate, day: int, desk: str = "kerja") -> Story:
    """The holder gets the original from the work desk."""
    yield world.day(day)
    hand_over(
        certificate=certificate,
        handed_on=world.day(day),
        received_by="",
        is_holder=True,
        identity_check=IdentityCheck.PHOTO,
        actor=world.acting(desk),
    )


def about_to_leave(world: World, certificate: Certificate, key: str, leaves: int, day: int) -> Story:
    """A signed decision says when the holder leaves."""
    yield world.day(day)
    set_date_fact(
        inmate=_holder(certificate),
        kind=DateKind.DECISION,
        date=world.day(leaves),
        release_kind=ReleaseKind.PB,
        letter_number=f"PAS-{1200 + leaves}.PK.05.09",
        actor=world.acting(OFFICERS[key]),
        source=FactSource.LETTER,
    )


def left(world: World, certificate: Certificate, key: str, day: int) -> Story:
    """The holder is released."""
    yield world.day(day)
    record_release(
        inmate=_holder(certificate),
        on=world.day(day),
        actor=world.acting(OFFICERS[key]),
        release_kind=ReleaseKind.CB,
        letter_number=f"PAS-{1300 - day}.PK.05.09",
    )
    run_due()


def _holder(certificate: Certificate) -> Inmate:
    return Inmate.objects.select_related("prison").get(pk=certificate.inmate_id)
