"""On paper for the gate: who leaves today, and what must be in their hands. It never holds anybody back."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certification.choices import PlanState
from certification.models import Certificate, PickupPlan
from certification.progress import is_here, step_of
from foundation.audit import services as audit
from foundation.ui.pages import Page
from lapas.choices import ReleaseBasis
from lapas.models import Inmate
from lapas.place import AtPlace
from lapas.querysets import any_day_on

MOST_ROWS = 300


def leaving_on(inmates: Any, day: datetime.date, today: datetime.date) -> QuerySet[Inmate]:
    """Who was let go that day, and who is still here and leaves that day as far as the given dates say.

    Today those whose day has passed without a word come along; who may leave any day does not.
    """
    due = Q(earliest_release=day) if day > today else Q(earliest_release__lte=day)
    found: QuerySet[Inmate] = inmates.filter(
        Q(released_on=day) | Q(due & ~any_day_on(day), pk__in=inmates.present().values("pk"))
    )
    return found


class GateList(AtPlace, Page):
    permission_required = "certification.hand_over"
    template_name = "certification/gate_list.html"
    title = _("Bebas hari ini")

    @cached_property
    def day(self) -> datetime.date:
        tomorrow = self.request.GET.get("hari") == "besok"
        return self.today + datetime.timedelta(days=1 if tomorrow else 0)

    def get_title(self) -> Any:
        return _("Bebas besok") if self.day > self.today else self.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        certificates = Certificate.objects.living().with_original().select_related("hand_over", "scheme").order_by("pk")
        plans = PickupPlan.objects.filter(inmate=OuterRef("pk"), state=PlanState.OPEN)
        people = list(
            leaving_on(self.reach(Inmate), self.day, self.today)
            .annotate(has_plan=Exists(plans))
            .select_related("prison")
            .prefetch_related(Prefetch("certificates", certificates))
            .order_by("name", "pk")[:MOST_ROWS]
        )
        rows = [_row(inmate, self.day) for inmate in people]
        if people:
            audit.record_read(self.user, "certification.read_gate_list", people)
        any_day = self.reach(Inmate).present().filter(any_day_on(self.day), certificates__isnull=False).distinct()
        return super().get_context_data(
            **kwargs,
            rows=rows,
            day=self.day,
            tomorrow=self.day > self.today,
            sheet_number=f"BH-{self.day:%Y%m%d}",
            any_day=any_day.count(),
            without=sum(1 for row in rows if row["to_plan"]),
        )


def _row(inmate: Any, day: datetime.date) -> dict[str, Any]:
    waiting = [row for row in inmate.certificates.all() if not hasattr(row, "hand_over")]
    here = [row for row in waiting if is_here(row)]
    away = [{"certificate": row, "step": step_of(row, handed_over=False)} for row in waiting if not is_here(row)]
    return {
        "inmate": inmate,
        "basis": ReleaseBasis(inmate.release_basis_on(day)).label,
        "here": here,
        "away": away,
        "in_hand": [row for row in inmate.certificates.all() if hasattr(row, "hand_over")],
        "to_plan": bool(away) and not inmate.has_plan,
    }
