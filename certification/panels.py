"""Beside the home queue: who left with the certificate in hand."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from certification.figures import left_in_hand
from foundation import clock
from foundation.accounts.models import User
from foundation.collect import Panel
from lapas.models import Inmate

# Any of these shows the figure for its own reach; the first one held is taken.
PERMISSIONS = ("certification.hand_over", "lapas.view_prison", "certification.view_figures")


def panels(user: User) -> Iterator[Panel]:
    perm = next((each for each in PERMISSIONS if user.has_perm(each)), "")
    if perm:
        figures = left_in_hand(Inmate.objects.once_at(user, perm), clock.today())
        yield Panel(_("Bebas dengan sertifikat di tangan, 12 bulan"), "certification/panel_in_hand.html", figures)
