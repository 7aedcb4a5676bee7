"""Facts that no sheet holds, for many people at once: ticked on a list, or by a sheet down and up."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
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
from foundation.ui.pages.action import KEY_FIELD
from foundation.ui.pages.listing import CHIP_PARAMETER
from lapas.choices import LegalStatus, PrisonKind
from lapas.filters import FactsFilter, ManyPrisonsFactsFilter
from lapas.forms.facts_many import FactsUploadForm, FillForm
from lapas.imports.facts_sheet import COLUMNS, NUMBER, FactLine, sheet_of, shown
from lapas.imports.returning import Returned, in_words, marked
from lapas.models import Inmate, Prison
from lapas.narrowing import people_groups
from lapas.place import AtPlace, prisons_of
from lapas.services.facts_many import FILLED, CellsRefused, fill_fact, fill_sheet
from lapas.services.plan import COLUMNS as INMATE_COLUMNS
from lapas.tables.facts_many import FactsTable

PERMISSION = "lapas.change_inmate"
FACT_PARAMETER, EVERYBODY_PARAMETER = "fakta", "semua"
# What an address says of one page only, and is not handed on with the narrowing.
OF_ONE_PAGE = ("inmates", FACT_PARAMETER, EVERYBODY_PARAMETER, "page", "sort")
# So many people are shown and written on one page; for more there is the sheet.
MOST_AT_ONCE = 500
SALT = "lapas.facts.refused"
# A marked sheet is asked for right after the refusal.
MARKED_SECONDS = 3600


def fact_chips(*, guardians: bool) -> tuple[Chip, ...]:
    """What is missing; the consent of a guardian only where there are children."""
    missing = {
        "pendidikan": (_("Pendidikan kosong"), Q(education="")),
        "pengamanan": (_("Pengamanan kosong"), Q(security_level="")),
        "layak": (_("Layak bekerja kosong"), Q(fit_for_work__isnull=True)),
        "minat": (_("Minat kosong"), Q(interests="")),
        "blok": (_("Blok kosong"), Q(block="")),
    }
    if guardians:
        child = Q(legal_status=LegalStatus.CHILD)
        missing["wali"] = (_("Persetujuan wali kosong"), child & Q(guardian_consent_on__isnull=True))
    return (Chip("", _("Semua")), *(Chip(value, label, where) for value, (label, where) in missing.items()))


class Narrowed(AtPlace, abstract=True):
    """A page about the people whom the address names by filters and chip; it hands the same address on."""

    permission_required = PERMISSION

    @cached_property
    def people(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.reach(Inmate).in_custody().select_related("prison")
        return rows

    def get_chips(self) -> tuple[Chip, ...]:
        return fact_chips(guardians=self.prison is None or self.prison.kind == PrisonKind.LPKA)

    @cached_property
    def narrowing(self) -> FactsFilter:
        """The filters of the address over the people in reach."""
        made = FactsFilter if self.prison else ManyPrisonsFactsFilter
        return made(self.request.GET, queryset=self.people, request=self.request, **self.known_of_people())

    def known_of_people(self) -> dict[str, Any]:
        prisons = list(prisons_of(self.user, self.permission_required))
        return {"groups": people_groups(prisons), "today": self.today}

    def narrowed(self) -> QuerySet[Any]:
        """Whom the filters and the chip keep; nobody when the address cannot be read."""
        asked = self.request.GET.get(CHIP_PARAMETER, "")
        chip = next((chip for chip in self.get_chips() if chip.value == asked), Chip("", ""))
        rows: QuerySet[Any] = self.narrowing.qs if self.narrowing.is_valid() else self.people.none()
        return rows.filter(chip.where).order_by("name", "pk")

    def to(self, name: str, **more: str) -> str:
        """The address of another page about the same people."""
        query = self.request.GET.copy()
        for own in OF_ONE_PAGE:
            query.pop(own, None)
        for key, value in more.items():
            query[key] = value
        return reverse(f"lapas:{name}") + (f"?{query.urlencode()}" if query else "")


class FactsList(Narrowed, ListPage):
    model = Inmate
    table_class = FactsTable
    template_name = "lapas/facts_list.html"
    title = gettext_lazy("Isi fakta sekaligus")
    sorted_at_place = True
    empty_title = gettext_lazy("Belum ada penghuni")
    empty_text = gettext_lazy("Impor lembar data SDP lebih dahulu.")

    def get_queryset(self) -> QuerySet[Any]:
        return self.people

    def get_filterset(self, filterset_class: Any) -> FactsFilter:
        return self.narrowing

    def get_filterset_class(self) -> Any:
        return FactsFilter

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"today": self.today, "exclude": ("prison",) if self.prison else ()}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Penghuni"), reverse("lapas:inmate-list"))]

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(_("Unduh lembar"), self.to("facts-sheet"), PERMISSION, "download"),
            LinkButton(_("Unggah lembar"), self.to("facts-upload"), PERMISSION, "upload"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.request.GET.get("q"):
            audit.record_read(self.user, "lapas.search_inmates", [])
        context = super().get_context_data(**kwargs)
        count = context["table"].paginator.count
        kept = [
            (name, value)
            for name, values in self.request.GET.lists()
            if name not in OF_ONE_PAGE or name in {"page", "sort"}
            for value in values
        ]
        everybody = self.to("facts-fill", **{EVERYBODY_PARAMETER: "1"}) if 1 < count <= MOST_AT_ONCE else ""
        return {**context, "kept": kept, "everybody": everybody, "count": count, "most": MOST_AT_ONCE}


class FactsFill(Narrowed, ActionPage):
    """One fact for the people ticked, or for everybody whom the list was narrowed to.

    Which fact stands in the address, so that only its field is asked; the form holds whom the page showed.
    """

    form_class = FillForm
    template_name = "lapas/facts_fill.html"
    title = gettext_lazy("Isi fakta sekaligus")

    @cached_property
    def name(self) -> str:
        asked = self.request.GET.get(FACT_PARAMETER, "")
        return asked if asked in FILLED else FILLED[0]

    @cached_property
    def asked(self) -> list[int]:
        if self.request.method != "POST" and self.request.GET.get(EVERYBODY_PARAMETER):
            found = list(self.narrowed().values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
            return found if len(found) <= MOST_AT_ONCE else []
        said = self.request.POST if self.request.method == "POST" else self.request.GET
        return [int(pk) for pk in said.getlist("inmates") if pk.isdecimal()]

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Penghuni"), reverse("lapas:inmate-list")), (_("Isi fakta sekaligus"), self.list_url())]

    def list_url(self) -> str:
        """Back to the same people on the same page of the list."""
        return self.to(
            "facts-list", **{name: self.request.GET[name] for name in ("page", "sort") if name in self.request.GET}
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "people": self.people, "name": self.name}

    def get_initial(self) -> dict[str, Any]:
        return {"inmates": self.asked}

    def perform(self, form: FillForm) -> int:
        return fill_fact(name=self.name, actor=self.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.list_url()

    def get_success_message(self) -> Any:
        return _("Dicatat: baru untuk %(count)d orang.") % {"count": self.result}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = []
        for name in FILLED:
            query = self.request.GET.copy()
            if EVERYBODY_PARAMETER not in query:
                query.setlist("inmates", [str(pk) for pk in self.asked])
            query[FACT_PARAMETER] = name
            facts.append((capfirst(INMATE_COLUMNS[name].verbose_name), f"?{query.urlencode()}", name == self.name))
        people = self.people.filter(pk__in=self.asked).order_by("name", "pk")
        # Fitness is worth what the day of the examination says.
        told = (self.name, "fit_for_work_on") if self.name == "fit_for_work" else (self.name,)
        chosen = [(inmate, ", ".join(filter(None, (shown(inmate, name) for name in told)))) for inmate in people]
        hint = _("Centang penghuni di daftar, lalu tekan Isi fakta.")
        if EVERYBODY_PARAMETER in self.request.GET:
            hint = _("Sekaligus untuk 1 sampai %(most)d orang; persempit daftarnya, atau pakai lembar.") % {
                "most": MOST_AT_ONCE
            }
        button = _("Simpan untuk %(count)d orang") % {"count": len(chosen)}
        known = {"chosen": chosen, "facts": facts, "list_url": self.list_url(), "hint": hint, "button": button}
        return super().get_context_data(**{**known, **kwargs})


class FactsSheet(Narrowed, View):
    """The people of one prison, as far as the list is narrowed to, with what is known, to fill in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        prison = self.prison or (self.narrowing.is_valid() and self.narrowing.form.cleaned_data.get("prison"))
        if not prison or not self.narrowing.is_valid():
            messages.info(request, _("Pilih dahulu satu UPT di saringan; lembarnya dibuat per UPT."))
            return HttpResponseRedirect(self.to("facts-list"))
        audit.record_read(self.user, "lapas.export", prison)
        return _file(sheet_of(self.narrowed()), f"fakta-{prison.code}.xlsx")


class FactsUpload(Narrowed, ActionPage):
    """Reads and writes a filled sheet; rows that were left out stay on the page and go back marked, as refused ones."""

    left_out: Sequence[FactLine] = ()
    form_class = FactsUploadForm
    template_name = "lapas/facts_upload.html"
    title = gettext_lazy("Unggah lembar fakta")
    button = gettext_lazy("Baca dan catat")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Penghuni"), reverse("lapas:inmate-list")), (_("Isi fakta sekaligus"), self.to("facts-list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {**super().get_form_kwargs(), "prisons": self.reach(Prison).active()}
        if self.left_out:
            # What was just written is not asked again; the page takes the corrected sheet.
            del known["data"], known["files"]
        return known

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        if not self.left_out:
            return answer
        return self.render_to_response(self.get_context_data(**{KEY_FIELD: uuid.uuid4()}))

    def perform(self, form: FactsUploadForm) -> int:
        written = fill_sheet(actor=self.user, **form.cleaned_data)
        self.left_out = [line for line in form.cleaned_data["lines"] if line.problems]
        return written

    def get_success_url(self) -> str:
        return self.to("facts-list")

    def get_success_message(self) -> Any:
        written = _("Lembar dicatat: baru untuk %(count)d orang.") % {"count": self.result}
        if not self.left_out:
            return written
        return _("%(written)s %(count)d baris ditolak dan tidak dicatat; perbaiki, lalu unggah baris itu lagi.") % {
            "written": written,
            "count": len(self.left_out),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.refusal.lines if isinstance(self.refusal, CellsRefused) else self.left_out
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
