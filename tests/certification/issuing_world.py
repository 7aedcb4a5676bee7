"""A decided exam of a portal-mode LSP, ready to be numbered."""

from __future__ import annotations

import datetime
from typing import Any

from certification.choices import NumberingMode, SeriesKind
from certification.models import Certificate, DecisionMeeting, NumberSeries
from certification.services.issuing import issue_certificates
from foundation import clock
from foundation.jobs.execution import run_due
from tests.factories.accounts import UserFactory
from tests.factories.certification import DecisionFactory, DecisionMeetingFactory
from tests.factories.training import TrainingClassFactory

FIRST, FIRST_REGISTRATION = 417, 54675


def decided(
    candidates: int = 2, *, mode: str = NumberingMode.PORTAL, confirmed: bool = True, **meeting: Any
) -> DecisionMeeting:
    """A meeting that found every candidate competent; portal mode with both series opened."""
    made = DecisionMeetingFactory(
        exam__training_class=TrainingClassFactory(finished=True), exam__lsp__numbering=mode, **meeting
    )
    if mode == NumberingMode.PORTAL:
        open_both(made)
    for number in range(1, candidates + 1):
        decision = DecisionFactory(meeting=made, assessment__candidate_number=number)
        inmate = decision.assessment.inmate
        inmate.certificate_name = f"PEMEGANG NOMOR {chr(64 + number)}"
        inmate.certificate_name_confirmed_on = clock.today() if confirmed else None
        inmate.save()
    return made


def open_both(meeting: DecisionMeeting) -> None:
    lsp, year = meeting.exam.lsp, meeting.letter_date.year
    NumberSeries.objects.create(lsp=lsp, kind=SeriesKind.CERTIFICATE, first_number=FIRST, next_number=FIRST)
    NumberSeries.objects.create(
        lsp=lsp,
        kind=SeriesKind.REGISTRATION,
        year=year,
        first_number=FIRST_REGISTRATION,
        next_number=FIRST_REGISTRATION,
    )


def issued(candidates: int = 1, *, render: bool = True, **given: Any) -> list[Certificate]:
    """Certificates of a fresh meeting; their copies rendered by the real job unless told otherwise."""
    certificates = issue_certificates(meeting=decided(candidates, **given), actor=UserFactory())
    if render:
        run_due()
        for certificate in certificates:
            certificate.refresh_from_db()
    return certificates


def tomorrow() -> datetime.date:
    return clock.today() + datetime.timedelta(days=1)
