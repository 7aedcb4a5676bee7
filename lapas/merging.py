"""The registry's own rows about a person, for merging."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lapas.models import CustodyEvent, DateFact, RegisterNumber
from lapas.parts import Part


def parts() -> list[Part]:
    return [
        Part(_("Nomor register"), RegisterNumber),
        Part(_("Tanggal"), DateFact),
        Part(_("Peristiwa"), CustodyEvent),
    ]
