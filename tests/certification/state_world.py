"""A certificate in its holder's hands, and two officers of its LSP who ask and decide."""

from __future__ import annotations

from typing import Any

from certification.choices import NumberingMode, SheetStatus
from certification.models import Certificate, Lsp, StateRequest
from certification.services.freezing import publish
from certification.services.handing_over import hand_over
from certification.services.issuing import Numbered, record_letter_numbers
from certification.services.states import approve_request, ask_for_state
from foundation import clock
from foundation.accounts.models import User
from tests.certification.issuing_world import decided, issued
from tests.factories.accounts import UserFactory
from tests.factories.certification import officer_of
from tests.factories.numbering import NumberLetterFactory
from tests.factories.sheets import SheetFactory, SheetLotFactory

SHEET = "13562547"
REASON = "Nama di sertifikat tertukar dengan peserta lain"


def handed(certificate: Certificate | None = None, sheet: str = SHEET, *, render: bool = False) -> Certificate:
    """Printed on `sheet` and handed over to its holder."""
    row = certificate or issued(1, render=render)[0]
    Certificate.objects.filter(pk=row.pk).update(sheet_serial=sheet, printed_on=row.issued_on)
    lot = SheetLotFactory(lsp=row.lsp, first=sheet, count=1)
    SheetFactory(lot=lot, state=SheetStatus.READY, certificate=row, state_since=row.issued_on)
    row = Certificate.objects.select_related("lsp", "inmate__prison").get(pk=row.pk)
    hand_over(
        certificate=row,
        handed_on=clock.today(row.inmate.prison.timezone),
        received_by="",
        is_holder=True,
        identity_check="known",
        actor=UserFactory(),
    )
    publish(row)
    return row


def on_letter(sheet: str = SHEET) -> Certificate:
    """The same of an LSP whose numbers come by letter."""
    meeting = decided(1, mode=NumberingMode.IMPORTED)
    row = Numbered(meeting.decisions.get(), "N-1", "R-1")
    (certificate,) = record_letter_numbers(
        lsp=meeting.exam.lsp, rows=[row], letter=NumberLetterFactory(lsp=meeting.exam.lsp), actor=UserFactory()
    )
    return handed(certificate, sheet)


def officers(lsp: Lsp) -> tuple[User, User]:
    return officer_of(lsp), officer_of(lsp)


def approved(certificate: Certificate, wish: str, desks: tuple[User, User], **given: Any) -> StateRequest:
    """Asked by the first and approved by the second."""
    request = ask_for_state(certificate=certificate, wish=wish, reason=REASON, actor=desks[0])
    return approve_request(request=request, actor=desks[1], **given)
