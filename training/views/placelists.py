"""Lists for the prison itself: call list, do not transfer, arrivals who can go on."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.audit import services as audit
from foundation.collect import offered
from foundation.ui.pages import Page
from lapas.models import Inmate, Prison
from training.continuing import arrivals
from training.models import TrainingClass
from training.placelists import calls, sheet_number, stays

# A list of a day farther away than this was typed by mistake.
FARTHEST_DAY = datetime.timedelta(days=3 * 366)


class OfPrison(Page, abstract=True):
    """A list of one prison: the one named in the address as `upt`, else the first in reach."""

    @cached_property
    def prisons(self) -> list[Prison]:
        return list(self.reach(Prison).order_by("name")[:600])

    @cached_property
    def prison(self) -> Prison:
        asked = self.request.GET.get("upt", "")
        found = next((prison for prison in self.prisons if not asked or prison.code == asked), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def today(self) -> datetime.date:
        return clock.today(self.prison.timezone)

    def get_lead(self) -> str:
        return str(self.prison)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            prison=self.prison, prisons=self.prisons if len(self.prisons) > 1 else [], today=self.today, **kwargs
        )


class DoNotTransfer(OfPrison):
    """*Jangan dipindahkan s.d.*, for those who decide on transfers; reading it is recorded."""

    permission_required = "training.view_stays"
    template_name = "training/do_not_transfer.html"
    title = _("Jangan dipindahkan sampai dengan")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = stays(self.prison, self.reach(Inmate), self.today)
        audit.record_read(
            self.user, "training.read_do_not_transfer", [row.enrolment.inmate for row in rows] or [self.prison]
        )
        return super().get_context_data(
            rows=rows,
            sheet_number=sheet_number(self.prison, self.today),
            papers=[link(self.prison) for link in offered("paper_links", "stays")],
            **kwargs,
        )


class CallList(OfPrison):
    """*Daftar keluar blok* of a day, class by class; for the prison's own desks only."""

    permission_required = "training.add_enrolment"
    template_name = "training/call_list.html"
    title = _("Daftar keluar blok")

    @cached_property
    def on(self) -> datetime.date:
        try:
            asked = parse_date(self.request.GET.get("tanggal", "")) or self.today
        except ValueError:
            return self.today
        return asked if abs(asked - self.today) <= FARTHEST_DAY else self.today

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        classes = self.reach(TrainingClass).filter(corner__prison=self.prison)
        found = calls(classes, self.on)
        audit.record_read(
            self.user,
            "training.read_call_list",
            [row.inmate for call in found for row in call.people] or [self.prison],
        )
        return super().get_context_data(
            calls=found,
            on=self.on,
            day_before=self.on - datetime.timedelta(days=1),
            day_after=self.on + datetime.timedelta(days=1),
            sheet_number=f"KB-{self.prison.code}-{self.on:%Y%m%d}",
            **kwargs,
        )


class ContinuingList(Page):
    """People who arrived with an unfinished training, and the local classes in which they can go on."""

    permission_required = "training.add_enrolment"
    template_name = "training/continuing_list.html"
    title = _("Pindah ke sini dengan pelatihan belum selesai")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = arrivals(self.reach(Prison))
        if found:
            audit.record_read(self.user, "training.read_arrivals", [arrival.inmate for arrival in found])
        return super().get_context_data(arrivals=found, **kwargs)
