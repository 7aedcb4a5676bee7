"""The list of who should not be transferred, as a PDF for those who decide on transfers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from certification.rendering.stays import StayRow, StaysFacts, render_stays
from foundation import clock
from foundation.audit import services as audit
from foundation.ui.files import shown_pdf
from foundation.ui.pages import Page
from lapas.models import Inmate, Prison
from training.placelists import WAITS, sheet_number, stays


class StaysPaper(Page):
    """One prison's list: the one named as `upt`, else the first in reach; opening it is recorded."""

    permission_required = "training.view_stays"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        prisons = self.reach(Prison).order_by("name")
        if asked := request.GET.get("upt", ""):
            prisons = prisons.filter(code=asked)
        prison = prisons.first()
        if prison is None:
            raise Http404
        today = clock.today(prison.timezone)
        rows = stays(prison, self.reach(Inmate), today)
        number = sheet_number(prison, today)
        audit.record_read(
            self.user, "training.read_do_not_transfer", [row.enrolment.inmate for row in rows] or [prison]
        )
        facts = StaysFacts(
            sheet_number=number,
            prison=prison.name,
            made_on=today,
            rows=[
                StayRow(
                    row.enrolment.inmate.display_name,
                    row.enrolment.inmate.register_number,
                    f"{row.until:%d-%m-%Y}" if row.until else "",
                    str(WAITS[row.waits_for]),
                    str(row.enrolment.training_class),
                )
                for row in rows
            ],
        )
        return shown_pdf(render_stays(facts), f"{number.lower()}.pdf")
