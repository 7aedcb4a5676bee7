"""Who leaves soon, and whether the certificate will be in the hand."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Prefetch, Q

from django.utils.translation import gettext_lazy as _

from certification.models import Certificate
from certification.progress import step_of
from foundation import clock
from foundation.ui.pages import Page
from lapas.choices import ReleaseBasis
from lapas.models import Inmate

SPANS = (14, 30, 90)
MOST_ROWS = 200


def without_certificate_in_hand(inmates: Any, today: datetime.date, days: int) -> Any:
    """People who leave within `days` (or any day) and have a certificate that was not handed over yet."""
    return leaving(inmates, today, days).filter(
        pk__in=Certificate.objects.filter(state="active", hand_over__isnull=True).values("inmate")
    )


def leaving(inmates: Any, today: datetime.date, days: int) -> Any:
    """People still here whose earliest release lies within `days` days; those who may leave any day come along."""
    return inmates.present().filter(earliest_release__lte=today + datetime.timedelta(days=days))


class LeavingList(Page):
    permission_required = "certification.hand_over"
    template_name = "certification/leaving_list.html"
    title = _("Menjelang bebas")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        asked = self.request.GET.get("hari", "")
        days = int(asked) if asked.isdigit() and int(asked) in SPANS else SPANS[0]
        trained = Q(enrolments__status__in=["running", "finished"]) | Q(certificates__isnull=False)
        rows = (
            leaving(self.reach(Inmate), today, days)
            .filter(trained)
            .distinct()
            .order_by("earliest_release", "name")
            .prefetch_related(
                Prefetch("certificates", Certificate.objects.select_related("hand_over", "scheme").order_by("pk"))
            )[:MOST_ROWS]
        )
        return super().get_context_data(
            **kwargs,
            rows=[self._row(inmate, today) for inmate in rows],
            days=days,
            spans=SPANS,
            today=today,
        )

    @staticmethod
    def _row(inmate: Inmate, today: datetime.date) -> dict[str, Any]:
        certificates = [
            {"certificate": row, "step": step_of(row, handed_over=hasattr(row, "hand_over"))}
            for row in inmate.certificates.all()
        ]
        return {
            "inmate": inmate,
            "basis": ReleaseBasis(inmate.release_basis_on(today)).label,
            "any_day": inmate.release_basis_on(today) == ReleaseBasis.ANY_DAY,
            "certificates": certificates,
        }
