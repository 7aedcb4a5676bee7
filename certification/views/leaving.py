"""Who leaves soon, and whether the certificate will be in the hand."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from certification.leaving import leaving
from certification.models import Certificate
from certification.progress import is_here, step_of
from foundation import clock
from foundation.ui.pages import Page
from lapas.choices import ReleaseBasis
from lapas.models import Inmate

SPANS = (14, 30, 90)
MOST_ROWS = 200


class LeavingList(Page):
    permission_required = "certification.hand_over"
    template_name = "certification/leaving_list.html"
    title = _("Menjelang bebas")
    lead = _("Pernah dilatih atau punya sertifikat, dan dapat bebas dalam waktu dekat.")

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
                Prefetch(
                    "certificates",
                    Certificate.objects.living().with_original().select_related("hand_over", "scheme").order_by("pk"),
                )
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
    def _row(inmate: Inmate, today: Any) -> dict[str, Any]:
        certificates = [
            {
                "certificate": row,
                "step": step_of(row, handed_over=hasattr(row, "hand_over")),
                "here": is_here(row) and not hasattr(row, "hand_over"),
            }
            for row in inmate.certificates.all()
        ]
        return {
            "inmate": inmate,
            "basis": ReleaseBasis(inmate.release_basis_on(today)).label,
            "any_day": inmate.release_basis_on(today) == ReleaseBasis.ANY_DAY,
            "certificates": certificates,
        }
