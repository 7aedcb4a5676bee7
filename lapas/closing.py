"""Who is still there, or waits for an answer, when a prison is to be closed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from foundation.collect import Remains
from lapas.choices import CustodyState
from lapas.models import Inmate, Prison, SubjectRequest

# Whoever closes a prison sees no people; small numbers would tell of one.
SMALLEST_TOLD = 5


def remains(prison: Prison) -> Iterator[Remains]:
    if count := Inmate.objects.present().filter(prison=prison).count():
        yield Remains(_("%(count)s orang masih tercatat di UPT ini; pindahkan dahulu") % {"count": told(count)})
    if count := Inmate.objects.filter(custody_state=CustodyState.IN_TRANSIT, destination=prison).count():
        yield Remains(
            _("%(count)s orang sedang dalam perjalanan ke UPT ini; UPT menerimanya atau mencatat tidak tiba dahulu")
            % {"count": told(count)}
        )
    # Nobody could answer it afterwards: the desks end with the prison, and the clock runs on.
    if count := SubjectRequest.objects.filter(prison=prison, decided_at__isnull=True).count():
        yield Remains(_("%(count)s permintaan data belum dijawab; kepala memutusnya dahulu") % {"count": told(count)})


def told(count: int) -> str:
    """A number of people, or that it is under five."""
    return str(count) if count >= SMALLEST_TOLD else _("kurang dari %(least)d") % {"least": SMALLEST_TOLD}
