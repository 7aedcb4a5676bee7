"""The print clerk's pages: what waits, a print run with its file, the sheets that were used."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.models import Certificate, PrintRun
from certification.needed import needed_by
from certification.services import printing
from foundation import clock, stored
from foundation.audit import services as audit
from foundation.jobs.models import Job
from foundation.ui.pages import ActionPage, Page

SHOWN = 200


class PickForm(forms.Form):
    """Ticked certificates; read from the raw list so that a foreign id is simply not among the rows."""

    def picked(self) -> list[str]:
        return cast(QueryDict, self.data).getlist("certificates")


class PrintList(ActionPage):
    """What waits for print, sorted by when it is needed; ticking starts a run."""

    permission_required = "certification.print_certificate"
    form_class = PickForm
    template_name = "certification/print_list.html"
    title = _("Cetak sertifikat")
    lead = _("Semua tempat uji, urut “dibutuhkan paling lambat”")
    success_message = _("Berkas cetak sedang disiapkan.")

    def waiting(self) -> Any:
        return (
            self.reach(Certificate)
            .waiting_for_print()
            .not_in_a_print_run()
            .select_related("inmate", "scheme", "lsp")
            .order_by("inmate__earliest_release", "pk")
        )

    def perform(self, form: PickForm) -> PrintRun:
        ids = [int(pk) for pk in form.picked() if pk.isdigit()]
        chosen = {row.pk: row for row in self.reach(Certificate).select_related("lsp").filter(pk__in=ids)}
        rows = [chosen[pk] for pk in dict.fromkeys(ids) if pk in chosen]
        if len({row.lsp_id for row in rows}) > 1:
            raise ValidationError(_t("Pilih sertifikat dari satu LSP saja."), code="one_lsp")
        if not rows:
            raise ValidationError(_t("Pilih paling sedikit satu sertifikat."), code="none_chosen")
        return printing.start_print_run(lsp=rows[0].lsp, certificates=rows, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:print-run", args=[self.result.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        rows = []
        for certificate in self.waiting()[:SHOWN]:
            inmate = certificate.inmate
            needed = needed_by(inmate.earliest_release, inmate.release_basis_on(today), today)
            rows.append({"certificate": certificate, "needed": needed})
        runs = self.reach(PrintRun).exclude(state="printed").select_related("lsp")[:20]
        preparing = self.reach(Certificate).filter(pdf_sha256="", state="active").count()
        return super().get_context_data(
            **kwargs,
            rows=rows,
            runs=runs,
            preparing=preparing,
            urgent=sum(1 for row in rows if row["needed"].at_once),
            most=printing.MOST_IN_A_RUN,
        )


class SheetsForm(forms.Form):
    """One serial per certificate of the run; the first may be given alone, the rest then follow it in order."""

    def __init__(self, *args: Any, items: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            # The table's head is the label that is seen; this is the one that is heard.
            label = _t("Nomor blangko %(name)s") % {"name": item.certificate.facts["name"]}
            self.fields[f"serial-{item.certificate_id}"] = forms.CharField(
                label=label,
                max_length=8,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "aria-label": label}),
            )

    def rows(self) -> list[Any]:
        return [(item, self[f"serial-{item.certificate_id}"]) for item in self.items]

    def serials(self) -> dict[int, str]:
        given = [self.cleaned_data[f"serial-{item.certificate_id}"].strip() for item in self.items]
        first = given[0] if given else ""
        if first.isdigit() and len(first) == 8 and not any(given[1:]):
            given = [f"{int(first) + number:08d}" for number in range(len(given))]
        return {item.certificate_id: serial for item, serial in zip(self.items, given, strict=True)}


class PrintRunPage(ActionPage):
    """One run: its progress and file, then the serials of the sheets that were used."""

    permission_required = "certification.print_certificate"
    template_name = "certification/print_run.html"
    button = _("Catat nomor blangko")
    success_message = _("Nomor blangko dicatat; salinan dibuat ulang dengan nomor itu.")

    @cached_property
    def run(self) -> PrintRun:
        found: PrintRun = get_object_or_404(self.reach(PrintRun).select_related("lsp"), pk=self.kwargs["pk"])
        return found

    @cached_property
    def items(self) -> list[Any]:
        return list(self.run.items.select_related("certificate").order_by("position"))

    def get_title(self) -> str:
        return _t("Berkas cetak %(name)s") % {"name": self.run.file_name.removesuffix(".pdf")}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Cetak"), reverse("certification:print-list"))]

    def get_form(self, form_class: Any = None) -> SheetsForm:
        return SheetsForm(self.request.POST if self.request.method == "POST" else None, items=self.items)

    def perform(self, form: SheetsForm) -> list[Certificate]:
        return printing.record_sheets(run=self.run, serials=form.serials(), actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:print-run", args=[self.run.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = Job.objects.about(self.run).filter(kind="certification.print_run").first()
        return super().get_context_data(**kwargs, run=self.run, items=self.items, job=job)


class PrintRunFile(Page):
    """The print file; its name says the day and a number, nothing else."""

    permission_required = "certification.print_certificate"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = get_object_or_404(self.reach(PrintRun), pk=kwargs["pk"])
        if not run.file_sha256:
            raise Http404
        audit.record_read(self.user, "certification.open_print_file", [run])
        response = HttpResponse(stored.read("print-runs", run.file_sha256), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{run.file_name}"'
        return response
