"""LSPs and assessors: lists, one LSP, registering and changing."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certification.forms import AssessorForm, AssessorRegisterForm, LspForm, LspRegisterForm
from certification.models import Assessor, Lsp
from certification.services import lsp as services
from certification.tables import AssessorTable, LspTable
from foundation import clock
from foundation.accounts.models import User
from foundation.ui.pages import ActionPage, Chip, DetailPage, LinkButton, ListPage
from training.models import Scheme

# The permission that only Kemnaker has: licence, schemes, numbering and quorum of an LSP.
REGISTER = "certification.register_lsp"


def crumbs_of_lsps() -> list[tuple[Any, str]]:
    return [(_("LSP & asesor"), reverse("certification:lsp-list"))]


def schemes_for(user: User, holder: Lsp | Assessor | None = None) -> QuerySet[Scheme]:
    """Schemes to choose from: the active ones, and those that the LSP or assessor has already."""
    offered = Q(is_active=True)
    if holder is not None:
        offered |= Q(pk__in=holder.schemes.values("pk"))
    return Scheme.objects.for_user(user, "training.view_catalogue").filter(offered)


class LspList(ListPage):
    permission_required = "certification.view_lsp"
    model = Lsp
    table_class = LspTable
    title = _("LSP & asesor")
    chips = (Chip("", _("Aktif"), Q(is_active=True)), Chip("semua", _("Semua")))
    empty_title = _("Belum ada LSP")
    empty_text = _("Daftarkan LSP dengan lisensi dan skemanya, baru uji dapat diusulkan.")

    def get_queryset(self) -> QuerySet[Lsp]:
        rows: QuerySet[Lsp] = super().get_queryset()
        return rows.annotate(
            scheme_count=Count("schemes", distinct=True), assessor_count=Count("assessors", distinct=True)
        )

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(_("Daftar asesor"), reverse("certification:assessor-list"), "certification.view_lsp", "people"),
            LinkButton(_("Daftarkan LSP"), reverse("certification:lsp-create"), REGISTER, "plus-lg", primary=True),
        ]


class LspDetail(DetailPage):
    permission_required = "certification.view_lsp"
    model = Lsp
    template_name = "certification/lsp_detail.html"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_lsps()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lsp = self.object
        return super().get_context_data(
            lsp=lsp,
            schemes=lsp.schemes.select_related("field"),
            assessors=lsp.assessors.select_related("person").prefetch_related("schemes"),
            desks=lsp.postings.current(clock.today()).select_related("person").order_by("role", "person__full_name"),
            may_change=self.user.has_perm("certification.change_lsp"),
            copies=lsp.certificates.copies_made(),
            today=clock.today(),
            **kwargs,
        )


class LspCreate(ActionPage):
    permission_required = REGISTER
    form_class = LspRegisterForm
    title = _("Daftarkan LSP")
    button = _("Daftarkan")
    success_message = _("LSP terdaftar.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "schemes": schemes_for(self.user)}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_lsps()

    def perform(self, form: Any) -> Lsp:
        fields = dict(form.cleaned_data)
        return services.register_lsp(schemes=fields.pop("schemes"), fields=fields, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:lsp-detail", args=[self.result.pk])


class LspChange(ActionPage):
    """An LSP changes what it says about itself; licence, schemes and rules are Kemnaker's."""

    permission_required = "certification.change_lsp"
    title = _("Ubah LSP")
    success_message = _("Data LSP disimpan. Sertifikat yang sudah terbit tidak berubah.")

    @cached_property
    def lsp(self) -> Lsp:
        found: Lsp = get_object_or_404(self.reach(Lsp), pk=self.kwargs["pk"])
        return found

    def get_form_class(self) -> Any:
        return LspRegisterForm if self.user.has_perm(REGISTER) else LspForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(), "instance": self.lsp}
        if self.user.has_perm(REGISTER):
            kwargs["schemes"] = schemes_for(self.user, self.lsp)
        return kwargs

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*crumbs_of_lsps(), (self.lsp, reverse("certification:lsp-detail", args=[self.lsp.pk]))]

    def perform(self, form: Any) -> Lsp:
        fields = dict(form.cleaned_data)
        return services.change_lsp(lsp=self.lsp, schemes=fields.pop("schemes", None), fields=fields, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:lsp-detail", args=[self.lsp.pk])


class AssessorList(ListPage):
    permission_required = "certification.view_lsp"
    model = Assessor
    table_class = AssessorTable
    title = _("Asesor kompetensi")
    empty_title = _("Belum ada asesor")
    empty_text = _("Daftarkan asesor dengan nomor MET, LSP dan skemanya.")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return crumbs_of_lsps()

    def get_chips(self) -> tuple[Chip, ...]:
        expired = Q(valid_until__lt=clock.today())
        return (Chip("", _("MET berlaku"), ~expired), Chip("berakhir", _("MET berakhir"), expired))

    def get_queryset(self) -> QuerySet[Assessor]:
        rows: QuerySet[Assessor] = super().get_queryset()
        return rows.select_related("person").prefetch_related("lsps", "schemes")

    def get_buttons(self) -> list[LinkButton]:
        url = reverse("certification:assessor-create")
        return [LinkButton(_("Daftarkan asesor"), url, "certification.change_lsp", "plus-lg", primary=True)]


class AssessorPage(ActionPage, abstract=True):
    permission_required = "certification.change_lsp"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lsps": self.reach(Lsp), "schemes": schemes_for(self.user)}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*crumbs_of_lsps(), (_("Asesor"), reverse("certification:assessor-list"))]

    def get_success_url(self) -> str:
        return reverse("certification:assessor-list")


class AssessorCreate(AssessorPage):
    permission_required = "certification.change_lsp"
    form_class = AssessorRegisterForm
    title = _("Daftarkan asesor")
    button = _("Daftarkan")
    success_message = _("Asesor terdaftar.")

    def perform(self, form: Any) -> Assessor:
        fields = dict(form.cleaned_data)
        person = services.person_for(full_name=fields.pop("full_name"), staff_number=fields.pop("staff_number"))
        return services.register_assessor(person=person, actor=self.user, **fields)


class AssessorChange(AssessorPage):
    permission_required = "certification.change_lsp"
    form_class = AssessorForm
    success_message = _("Data asesor disimpan.")

    @cached_property
    def assessor(self) -> Assessor:
        rows = self.reach(Assessor).select_related("person")
        found: Assessor = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_title(self) -> Any:
        return self.assessor.person.full_name

    def get_initial(self) -> dict[str, Any]:
        assessor = self.assessor
        return {
            "met_number": assessor.met_number,
            "valid_until": assessor.valid_until,
            "lsps": assessor.lsps.all(),
            "schemes": assessor.schemes.all(),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "schemes": schemes_for(self.user, self.assessor)}

    def perform(self, form: Any) -> Assessor:
        return services.change_assessor(
            assessor=self.assessor, actor=self.user, among=self.reach(Lsp), **form.cleaned_data
        )
