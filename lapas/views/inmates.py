"""The list of people, adding one, correcting what is kept."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.postings import nationwide
from foundation.audit import services as audit
from foundation.ui.counting import counted_and_found
from foundation.ui.pages import ActionPage, Chip, LinkButton, ListPage
from foundation.ui.pages.listing import CHIP_PARAMETER, MOST_PAGES, MOST_ROWS, ROWS_PER_PAGE
from foundation.ui.sorting import FoundBefore
from lapas import services
from lapas.filters import AWAY, InmateFilter, ManyPrisonsInmateFilter, NationInmateFilter, people_chips
from lapas.forms.people import CorrectForm, CreateForm, RegisterForm
from lapas.models import Inmate, Prison
from lapas.place import AtPlace
from lapas.querysets import MOST_FEW
from lapas.tables.people import InmateTable


class OfInmate(AtPlace, abstract=True):
    """A page about one person: 404 unless the person is in reach."""

    @cached_property
    def inmate(self) -> Inmate:
        found: Inmate = get_object_or_404(
            self.reach(Inmate).select_related("prison", "destination"), pk=self.kwargs["pk"]
        )
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Penghuni"), reverse("lapas:inmate-list")),
            (self.inmate.name, self.inmate.get_absolute_url()),
        ]

    def get_lead(self) -> Any:
        return f"{self.inmate.display_name} · {self.inmate.register_number}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"inmate": self.inmate, **kwargs})


class InmateList(AtPlace, ListPage):
    permission_required = "lapas.view_inmate"
    model = Inmate
    table_class = InmateTable
    template_name = "lapas/inmate_list.html"
    title = gettext_lazy("Penghuni")
    sorted_at_place = True
    # Ids of the people on the page, where a search found them while it counted.
    found: list[int] | None = None
    empty_title = gettext_lazy("Belum ada penghuni")
    empty_text = gettext_lazy("Impor lembar data SDP, atau tambahkan penghuni satu per satu.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # A list of one's own prison may leave as a sheet; a list of the country may not.
        self.exportable = self.prison is not None
        return super().get(request, *args, **kwargs)

    def get_chips(self) -> tuple[Chip, ...]:
        return people_chips(self.today)

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        # A join would let SQLite go through the country prison by prison and sort everybody.
        return rows.prefetch_related("prison") if self.reads_widely else rows.select_related("prison")

    def get_filterset_class(self) -> Any:
        if self.prison:
            return InmateFilter
        return NationInmateFilter if nationwide(self.user, self.permission_required) else ManyPrisonsInmateFilter

    @property
    def searches_widely(self) -> bool:
        return self.reads_widely and bool(self.request.GET.get("q"))

    @property
    def searches_country(self) -> bool:
        return isinstance(self.filterset, NationInmateFilter) and bool(self.request.GET.get("q"))

    @cached_property
    def shown_part(self) -> slice:
        """Which of the rows the page asked for shows."""
        asked = self.request.GET.get("page", "")
        page = min(max(int(asked), 1), MOST_PAGES) if asked.isdecimal() and len(asked) < 9 else 1
        return slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE)

    @cached_property
    def counts(self) -> list[int]:
        if connection.vendor != "postgresql" or not self.searches_widely or "sort" in self.request.GET:
            return super().counts
        wheres = [chip.where for chip in self.offered_chips]
        chosen = self.offered_chips.index(self.chip) if self.chip else 0
        counts, self.found = counted_and_found(
            self.unchipped, wheres, MOST_ROWS, chosen, ("name", "pk"), self.shown_part
        )
        return counts

    def get_table_data(self) -> Any:
        chip = self.chip
        if chip is None or not self.searches_widely:
            return super().get_table_data()
        if self.counts and self.found is not None:
            # By their ids fifty are few enough to join.
            whole = super().get_queryset().select_related("prison")
            return FoundBefore(self.object_list, whole, self.shown_part, self.found)
        if not self.searches_country or self.counts[self.offered_chips.index(chip)] <= MOST_FEW:
            return super().get_table_data()
        many = ManyPrisonsInmateFilter(self.request.GET, queryset=self.get_queryset(), request=self.request)
        return many.qs.filter(chip.where)

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"today": self.today, "wide": self.reads_widely, "exclude": ("prison",) if self.prison else ()}

    def facts_url(self) -> str:
        """Filling facts for the people of this list: filters and chip go along."""
        kept = self.request.GET.copy()
        for name in ("page", "sort", CHIP_PARAMETER):
            kept.pop(name, None)
        if self.chip and self.chip.value and self.chip.value not in AWAY:
            kept["daftar"] = self.chip.value
        narrowing = kept.urlencode()
        return reverse("lapas:facts-list") + (f"?{narrowing}" if narrowing else "")

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(_("Catatan ganda"), reverse("lapas:merge-list"), "lapas.merge_inmates", "people"),
            LinkButton(_("Konfirmasi nama"), reverse("lapas:name-confirm"), "lapas.confirm_name", "person-check"),
            LinkButton(_("Isi fakta"), self.facts_url(), "lapas.change_inmate", "list-check"),
            LinkButton(_("Impor data"), reverse("lapas:import-list"), "lapas.import_inmates", "file-earmark-arrow-up"),
            LinkButton(_("Tambah penghuni"), reverse("lapas:inmate-create"), "lapas.add_inmate", "person-plus", True),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.request.GET.get("q"):
            audit.record_read(self.user, "lapas.search_inmates", [])
        return super().get_context_data(**kwargs)


class InmateCreate(AtPlace, ActionPage):
    permission_required = "lapas.add_inmate"
    form_class = CreateForm
    template_name = "lapas/inmate_create.html"
    title = gettext_lazy("Tambah penghuni")
    button = gettext_lazy("Tambah penghuni")
    success_message = gettext_lazy("Penghuni ditambahkan.")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Penghuni"), reverse("lapas:inmate-list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "prisons": self.reach(Prison).active()}

    def perform(self, form: CreateForm) -> Inmate:
        return services.create_inmate(actor=self.user, **form.given())


class InmateCorrect(OfInmate, ActionPage):
    permission_required = "lapas.change_inmate"
    form_class = CorrectForm
    template_name = "lapas/inmate_correct.html"
    title = gettext_lazy("Betulkan data penghuni")
    success_message = gettext_lazy("Data penghuni dibetulkan.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.inmate, name) for name in CorrectForm.NAMES}

    def perform(self, form: CorrectForm) -> Inmate:
        services.correct_inmate(inmate=self.inmate, fields=form.cleaned_data, actor=self.user)
        return self.inmate


class InmateRegister(OfInmate, ActionPage):
    permission_required = "lapas.change_inmate"
    form_class = RegisterForm
    template_name = "lapas/inmate_register.html"
    title = gettext_lazy("Ganti nomor register")
    button = gettext_lazy("Ganti nomor")
    success_message = gettext_lazy("Nomor register diganti; nomor lama tetap ada di riwayat.")

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def perform(self, form: RegisterForm) -> Inmate:
        return services.change_register_number(inmate=self.inmate, actor=self.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers = self.inmate.register_numbers.select_related("prison")
        return super().get_context_data(**{"numbers": numbers, **kwargs})
