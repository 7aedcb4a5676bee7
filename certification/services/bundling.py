"""Taking everything behind one certificate away as one archive."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from certification.bundle.archive import packed
from certification.bundle.papers import papers_of
from certification.masking import Reader
from certification.models import Certificate
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas import nik

SHORTEST_REASON = 10


def take_bundle(*, certificate: Certificate, reader: Reader, reason: str, actor: User) -> bytes:
    """The zip, for a reason that is written into the trail with it; refuses without one, and one that holds a NIK."""
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise ValidationError(
            {"reason": ValidationError(_("Tulis keperluan dalam satu kalimat; keperluan ini dicatat."), code="reason")}
        )
    nik.refuse_in(reason)
    at = clock.now()
    made = packed(papers_of(certificate, reader, at=at, by=actor), at)
    audit.record_read(actor, "certification.take_bundle", [certificate], {"reason": reason})
    return made
