"""The print clerk's first page: what waits for print, runs that are not at their end, sheets that wait for a hand."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import SheetStatus
from certification.forms_sheets import PickForm
from certification.models import Certificate, PrintRun, Sheet
from certification.needed import needed_by
from certification.services import print_runs
from foundation import clock
from foundation.ui.pages import ActionPage

SHOWN = 200
TICKED = 20


class PrintList(ActionPage):
    """What waits for print, sorted by when it is needed, the first twenty ticked; ticking starts a run."""

    permission_required = "certification.print_certificate"
    form_class = PickForm
    template_name = "certification/print_list.html"
    title = _("Cetak di blangko BNSP")
    lead = _("Semua tempat uji, urut “dibutuhkan paling lambat”")

    def waiting(self) -> Any:
        return (
            self.reach(Certificate)
            .waiting_for_print()
            .not_in_a_print_run()
            .select_related("inmate", "scheme", "lsp")
            .order_by("inmate__earliest_release", "pk")
        )

    def perform(self, form: PickForm) -> PrintRun:
        ids = form.picked()
        chosen = {row.pk: row for row in self.reach(Certificate).select_related("lsp").filter(pk__in=ids)}
        rows = [chosen[pk] for pk in dict.fromkeys(ids) if pk in chosen]
        if len({row.lsp_id for row in rows}) > 1:
            raise ValidationError(_t("Pilih sertifikat dari satu LSP saja."), code="one_lsp")
        if not rows:
            raise ValidationError(_t("Pilih paling sedikit satu sertifikat."), code="none_chosen")
        return print_runs.start_print_run(lsp=rows[0].lsp, certificates=rows, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:print-run-lay", args=[self.result.pk])

    def rows(self) -> list[dict[str, Any]]:
        today = clock.today()
        rows = []
        for certificate in self.waiting()[:SHOWN]:
            inmate = certificate.inmate
            needed = needed_by(inmate.earliest_release, inmate.release_basis_on(today), today)
            rows.append({"certificate": certificate, "needed": needed})
        posted = self.get_form().picked() if self.request.method == "POST" else None
        # A run belongs to one LSP; whoever works for two ticks the other one's by hand.
        first = [row for row in rows if row["certificate"].lsp_id == rows[0]["certificate"].lsp_id][:TICKED]
        for row in rows:
            row["ticked"] = row in first if posted is None else row["certificate"].pk in posted
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.rows()
        sheets = self.reach(Sheet).aggregate(
            free=Count("pk", filter=Q(state=SheetStatus.RECEIVED)),
            unsigned=Count("pk", filter=Q(state=SheetStatus.PRINTED)),
            spoiled=Count("pk", filter=Q(state=SheetStatus.SPOILED, letter__isnull=True)),
        )
        return super().get_context_data(
            **kwargs,
            rows=rows,
            ticked=sum(row["ticked"] for row in rows),
            runs=self.reach(PrintRun).open().select_related("lsp").annotate(places=Count("items"))[:20],
            preparing=self.reach(Certificate).filter(pdf_sha256="", state="active").count(),
            urgent=sum(1 for row in rows if row["needed"].at_once),
            sheets=sheets,
            most=print_runs.MOST_IN_A_RUN,
        )
