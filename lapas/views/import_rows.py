"""Single rows of an import: decided by a person, handed back, and who is on no row at all."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from foundation.audit import services as audit
from foundation.ui.export import XLSX
from foundation.ui.pages import ActionPage, ListPage
from lapas.choices import RowOutcome
from lapas.forms.import_rows import DecideForm
from lapas.imports import fields
from lapas.imports.returning import Returned, in_words, marked
from lapas.models import ImportRow, Inmate
from lapas.services import imports
from lapas.tables.imports import GoneTable, label_of
from lapas.views.imports import PERMISSION, OfBatch, OfRows

# What the two sides of a doubtful row are compared by.
COMPARED = (
    "name", "patronymic", "alias", "register_number", "sex", "birth_place", "birth_date", "education", "admitted_on",
    "expiry", "block", "cell",
)  # fmt: skip


class ImportRowDecide(OfBatch, ActionPage):
    permission_required = PERMISSION
    form_class = DecideForm
    template_name = "lapas/import_decide.html"
    title = gettext_lazy("Orang yang sama?")
    button = gettext_lazy("Simpan keputusan")
    success_message = gettext_lazy("Keputusan disimpan; bisa diubah sampai impor diterapkan.")

    @cached_property
    def row(self) -> ImportRow:
        found: ImportRow = get_object_or_404(
            self.batch.staged.exclude(candidates=[]).select_related("batch__prison"), row=self.kwargs["row"]
        )
        return found

    @cached_property
    def candidates(self) -> list[Inmate]:
        ids = [one["inmate"] for one in self.row.candidates]
        return list(Inmate.objects.filter(pk__in=ids, prison=self.batch.prison_id).order_by("pk"))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "candidates": self.candidates}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*super().get_crumbs(), (_("Pratinjau"), reverse("lapas:import-preview", args=[self.batch.pk]))]

    def perform(self, form: DecideForm) -> ImportRow:
        return imports.decide_row(row=self.row, actor=self.user, **form.answer())

    def get_success_url(self) -> str:
        return reverse("lapas:import-preview", args=[self.batch.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cells = self.cells(self.row)
        reasons = {one["inmate"]: one["reasons"] for one in self.row.candidates}
        compared = []
        for name in COMPARED:
            sides = [in_words(cells.get(name)), *(_kept(inmate, name) for inmate in self.candidates)]
            if any(sides):
                compared.append((label_of(name), sides))
        return super().get_context_data(
            row=self.row,
            people=[(inmate, ", ".join(reasons.get(inmate.pk, []))) for inmate in self.candidates],
            compared=compared,
            **kwargs,
        )


def _kept(inmate: Inmate, name: str) -> str:
    display = getattr(inmate, f"get_{name}_display", None)
    value = display() if display else getattr(inmate, name)
    return f"{value:%d-%m-%Y}" if isinstance(value, datetime.date) else str(value or "")


class ImportGone(OfRows, ListPage):
    permission_required = PERMISSION
    model = Inmate
    table_class = GoneTable
    title = gettext_lazy("Tidak ada di berkas")
    lead = gettext_lazy("Impor tidak mengubah keberadaan siapa pun: catat bebas, pindah, atau meninggal pada orangnya.")
    empty_title = gettext_lazy("Semua penghuni ada di berkas")
    empty_text = gettext_lazy("Tidak ada penghuni UPT ini yang hilang dari lembar.")

    def get_queryset(self) -> QuerySet[Inmate]:
        return imports.gone_from(self.batch).order_by("name", "pk")

    def get_lead(self) -> Any:
        return self.lead

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"today": self.today}


class ImportRefused(OfBatch, View):
    """The refused rows as a spreadsheet: corrected there, it is uploaded like any other."""

    permission_required = PERMISSION

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mapping = self.mapping
        headers = [self.batch.headers[position] or label_of(name) for position, name in mapping.items()]
        withheld = [self.batch.headers[position] for position, name in mapping.items() if name == "nik"]
        refused = self.batch.staged.filter(outcome=RowOutcome.REFUSED).exclude(cells={}).order_by("row")
        rows = [] if self.batch.rows_over_since else list(refused)
        if not rows:
            # The link is shown while there are some; the page that showed it may be older than that.
            messages.warning(request, _("Baris yang dilewati tidak disimpan lagi; perbaiki berkas aslinya."))
            return redirect("lapas:import-detail", self.batch.pk)
        audit.record_read(self.user, "lapas.export_refused_rows", self.batch, {"rows": len(rows)})
        content = marked(headers, [self._returned(row) for row in rows], withheld=withheld)
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="ditolak-{self.batch.pk}.xlsx"'
        return response

    def _returned(self, row: ImportRow) -> Returned:
        by_field = self.cells(row)
        cells = {
            self.batch.headers[position] or str(fields.FIELDS[name].label): by_field.get(name)
            for position, name in self.mapping.items()
        }
        problems = [(one["column"], one["message"]) for one in row.problems if one["refuses"]]
        return Returned(row.row, cells, problems)
