"""The registry's own rows about a person, for merging."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lapas.models import ChangeNotice, CustodyEvent, DateFact, Inmate, RegisterNumber, RegistryActRow, SubjectRequest
from lapas.parts import Part


def parts() -> list[Part]:
    return [
        Part(_("Nomor register"), RegisterNumber),
        Part(_("Tanggal"), DateFact),
        Part(_("Peristiwa"), CustodyEvent),
        Part(_("Baris surat"), RegistryActRow),
        Part(_("Permintaan tentang data"), SubjectRequest),
        Part(_("Pemberitahuan perubahan"), ChangeNotice, stays=told_of_both),
    ]


def told_of_both(kept: Inmate, folded: Inmate) -> list[int]:
    """Changes of one kind that nobody has read, of both rows: one of them is enough."""
    told = set(kept.change_notices.unread().values_list("prison_id", "kind"))
    rows = folded.change_notices.unread().values_list("pk", "prison_id", "kind")
    return [pk for pk, *what in rows if tuple(what) in told]
