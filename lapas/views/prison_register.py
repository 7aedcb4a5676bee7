"""The register of prisons for the administrator: whoever keeps it sees no people, nor how many of which kind."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.ui.pages import ActionPage, Chip, DetailPage, LinkButton, ListPage
from lapas.filters import PrisonFilter
from lapas.forms.prisons import ActForm, PrisonAddForm, PrisonChangeForm
from lapas.models import Prison
from lapas.services import prisons as services
from lapas.tables.prisons import RegisterTable
from lapas.wording import changes_in_words

CHANGE = "lapas.change_prison"


class PrisonRegister(ListPage):
    permission_required = CHANGE
    model = Prison
    table_class = RegisterTable
    filterset_class = PrisonFilter
    title = _("Daftar UPT")
    lead = _("Nama, kelas dan status UPT; setiap perubahan dengan surat keputusannya.")
    empty_title = _("Belum ada UPT")
    empty_text = _("Jalankan manage.py load_reference untuk mengisi daftar UPT.")
    chips = (
        Chip("", _("Aktif"), Q(is_active=True)),
        Chip("ditutup", _("Ditutup"), Q(is_active=False)),
        Chip("berubah", _("Pernah diubah"), Q(changes__isnull=False)),
        Chip("semua", _("Semua")),
    )

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset().select_related("regional_office")
        return rows.distinct() if self.chip and self.chip.value == "berubah" else rows

    def get_buttons(self) -> list[LinkButton]:
        return [LinkButton(_("Tambah UPT"), reverse("lapas:prison-add"), CHANGE, "plus-lg", primary=True)]


class PrisonHistory(DetailPage):
    permission_required = CHANGE
    model = Prison
    template_name = "lapas/prison_history.html"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset()
        return rows.select_related("province", "regional_office")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Daftar UPT"), reverse("lapas:prison-register"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = list(self.object.changes.select_related("made_by__person"))
        for change in changes:
            change.in_words = changes_in_words(change)
        return super().get_context_data(
            changes=changes, desks=self.object.postings.current(clock.today()).count(), **kwargs
        )


class OfPrison(ActionPage, abstract=True):
    """Does something to one prison and leads back to its history."""

    form_class = ActForm

    @cached_property
    def prison(self) -> Prison:
        found: Prison = get_object_or_404(self.reach(Prison), pk=self.kwargs["pk"])
        return found

    def get_lead(self) -> str:
        return f"{self.prison}, {self.prison.code}"

    def get_initial(self) -> dict[str, Any]:
        return {"on": clock.today(self.prison.timezone)}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Daftar UPT"), reverse("lapas:prison-register")), (str(self.prison), self.get_success_url())]

    def get_success_url(self) -> str:
        return reverse("lapas:prison-history", args=[self.prison.pk])


class PrisonChangePage(OfPrison):
    permission_required = CHANGE
    form_class = PrisonChangeForm
    title = _("Ubah nama atau kelas UPT")
    success_message = _("Perubahan dicatat.")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **{name: getattr(self.prison, name) for name in services.CHANGEABLE}}

    def perform(self, form: PrisonChangeForm) -> Prison:
        given = dict(form.cleaned_data)
        about = {name: given.pop(name) for name in ("on", "letter", "reason")}
        return services.change_prison(prison=self.prison, fields=given, actor=self.user, **about)


class PrisonClose(OfPrison):
    permission_required = CHANGE
    template_name = "lapas/prison_close.html"
    title = _("Tutup UPT")
    button = _("Tutup UPT")
    button_style = "danger"
    success_message = _("UPT ditutup; catatannya tetap ada.")

    def perform(self, form: ActForm) -> Prison:
        return services.close_prison(prison=self.prison, actor=self.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remains = sorted(services.what_remains(self.prison), key=lambda one: not one.blocks)
        return super().get_context_data(
            remains=remains,
            blocked=any(one.blocks for one in remains),
            desks=self.prison.postings.current(clock.today()).count(),
            **kwargs,
        )


class PrisonReopen(OfPrison):
    permission_required = CHANGE
    title = _("Buka kembali UPT")
    button = _("Buka kembali")
    confirm_text = _("UPT dapat menerima orang lagi. Penugasan petugasnya diusulkan lagi.")
    success_message = _("UPT dibuka kembali.")

    def perform(self, form: ActForm) -> Prison:
        return services.reopen_prison(prison=self.prison, actor=self.user, **form.cleaned_data)


class PrisonAdd(ActionPage):
    permission_required = CHANGE
    form_class = PrisonAddForm
    title = _("Tambah UPT")
    lead = _("UPT baru mendapat kode sendiri yang tidak pernah berubah.")
    button = _("Tambah UPT")
    success_message = _("UPT ditambahkan.")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Daftar UPT"), reverse("lapas:prison-register"))]

    def get_initial(self) -> dict[str, Any]:
        return {"on": clock.today()}

    def perform(self, form: PrisonAddForm) -> Prison:
        return services.add_prison(actor=self.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("lapas:prison-history", args=[self.result.pk])
