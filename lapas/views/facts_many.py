"""Facts that no sheet holds, for many people at once: ticked on a list, or by a sheet down and up."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from foundation.audit import services as audit
from foundation.ui.export import XLSX
from foundation.ui.pages import ActionPage, Chip, LinkButton, ListPage
from lapas.filters import InmateFilter, ManyPrisonsInmateFilter
from lapas.forms.facts_many import FactsUploadForm, FillForm
from lapas.imports.facts_sheet import COLUMNS, NUMBER, sheet_of
from lapas.imports.returning import Returned, in_words, marked
from lapas.models import Inmate, Prison
from lapas.place import AtPlace
from lapas.services.facts_many import FILLED, CellsRefused, fill_fact, fill_sheet
from lapas.services.plan import COLUMNS as INMATE_COLUMNS
from lapas.tables.facts_many import FactsTable

PERMISSION = "lapas.change_inmate"
FACT_PARAMETER = "fakta"
SALT = "lapas.facts.refused"
# A marked sheet is asked for right after the refusal.
MARKED_SECONDS = 3600


class FactsList(AtPlace, ListPage):
    permission_required = PERMISSION
    model = Inmate
    table_class = FactsTable
    template_name = "lapas/facts_list.html"
    title = gettext_lazy("Isi fakta sekaligus")
    empty_title = gettext_lazy("Belum ada penghuni")
    empty_text = gettext_lazy("Impor lembar data SDP lebih dahulu.")
    chips = (
        Chip("", gettext_lazy("Semua")),
        Chip("pendidikan", gettext_lazy("Pendidikan kosong"), Q(education="")),
        Chip("pengamanan", gettext_lazy("Tingkat pengamanan kosong"), Q(security_level="")),
        Chip("layak", gettext_lazy("Layak bekerja belum diperiksa"), Q(fit_for_work__isnull=True)),
        Chip("minat", gettext_lazy("Minat kosong"), Q(interests="")),
    )

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        here: QuerySet[Any] = rows.in_custody().select_related("prison")
        return here

    def get_filterset_class(self) -> Any:
        return InmateFilter if self.prison else ManyPrisonsInmateFilter

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"today": self.today, "exclude": ("prison",) if self.prison else ()}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Penghuni"), reverse("lapas:inmate-list"))]

    def get_buttons(self) -> list[LinkButton]:
        sheet = [LinkButton(_("Unduh lembar"), reverse("lapas:facts-sheet"), PERMISSION, "download")]
        upload = LinkButton(_("Unggah lembar"), reverse("lapas:facts-upload"), PERMISSION, "upload")
        return [*(sheet if self.prison else []), upload]


class FactsFill(AtPlace, ActionPage):
    """One fact for the people ticked; which fact stands in the address, so that only its field is asked."""

    permission_required = PERMISSION
    form_class = FillForm
    template_name = "lapas/facts_fill.html"
    title = gettext_lazy("Isi fakta sekaligus")
    button = gettext_lazy("Simpan untuk semua")

    @cached_property
    def name(self) -> str:
        asked = self.request.GET.get(FACT_PARAMETER, "")
        return asked if asked in FILLED else FILLED[0]

    @cached_property
    def people(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.reach(Inmate).in_custody().select_related("prison")
        return rows

    def asked(self) -> list[str]:
        said = self.request.POST if self.request.method == "POST" else self.request.GET
        return [pk for pk in said.getlist("inmates") if pk.isdecimal()]

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Isi fakta sekaligus"), reverse("lapas:facts-list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "people": self.people, "name": self.name}

    def get_initial(self) -> dict[str, Any]:
        return {"inmates": self.asked()}

    def perform(self, form: FillForm) -> int:
        return fill_fact(name=self.name, actor=self.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("lapas:facts-list")

    def get_success_message(self) -> Any:
        return _("Dicatat: baru untuk %(count)d orang.") % {"count": self.result}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = []
        for name in FILLED:
            query = self.request.GET.copy()
            query.setlist("inmates", self.asked())
            query[FACT_PARAMETER] = name
            facts.append((capfirst(INMATE_COLUMNS[name].verbose_name), f"?{query.urlencode()}", name == self.name))
        chosen = self.people.filter(pk__in=self.asked()).order_by("name", "pk")
        return super().get_context_data(**{"chosen": chosen, "facts": facts, **kwargs})


class FactsSheet(AtPlace, View):
    """The people of the prison with what is known, to fill in."""

    permission_required = PERMISSION

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.prison is None:
            return HttpResponseRedirect(reverse("lapas:facts-list"))
        people = self.reach(Inmate).in_custody().order_by("name", "pk")
        audit.record_read(self.user, "lapas.export", self.prison)
        return _file(sheet_of(people), f"fakta-{self.prison.code}.xlsx")


class FactsUpload(AtPlace, ActionPage):
    permission_required = PERMISSION
    form_class = FactsUploadForm
    template_name = "lapas/facts_upload.html"
    title = gettext_lazy("Unggah lembar fakta")
    button = gettext_lazy("Baca dan catat")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Isi fakta sekaligus"), reverse("lapas:facts-list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "prisons": self.reach(Prison).active()}

    def perform(self, form: FactsUploadForm) -> int:
        return fill_sheet(actor=self.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("lapas:facts-list")

    def get_success_message(self) -> Any:
        return _("Lembar dicatat: baru untuk %(count)d orang.") % {"count": self.result}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.refusal.lines if isinstance(self.refusal, CellsRefused) else []
        # The rows go to the browser and come back for the marked sheet: nothing of a refused sheet is kept here.
        returned = [
            [line.row, {name: in_words(cell) for name, cell in line.cells.items()}, line.problems] for line in lines
        ]
        return super().get_context_data(
            **{
                "lines": lines,
                "refused_rows": signing.dumps(returned, salt=SALT, compress=True) if lines else "",
                **kwargs,
            }
        )


class FactsMarked(AtPlace, View):
    """The refused rows of a sheet just read, marked, as the page that refused them handed them over."""

    permission_required = PERMISSION
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            rows = signing.loads(request.POST.get("rows", ""), salt=SALT, max_age=MARKED_SECONDS)
        except signing.BadSignature:
            return HttpResponseBadRequest(_("Unggah lembarnya sekali lagi."))
        returned = [
            Returned(row, cells, [(header, sentence) for header, sentence in problems]) for row, cells, problems in rows
        ]
        headers = [str(NUMBER), *(str(title) for title in COLUMNS.values())]
        return _file(marked(headers, returned), "fakta-ditolak.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
