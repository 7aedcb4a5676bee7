"""At the LSP: parts of files that people asked for, looked through and given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.models import SubjectPart
from certification.querysets_parts import WAITING, still_listed
from certification.rendering.subject_file import in_lines
from certification.services.parts import give_part
from certification.subject_parts import held_by
from certification.tables_parts import PartTable, part_tag
from foundation import clock
from foundation.audit import services as audit
from foundation.ui.forms import OfficeForm
from foundation.ui.pages import ActionPage, Chip, ListPage
from lapas.subject_data import rows_of_one

PERMISSION = "certification.give_part"


class PartList(ListPage):
    permission_required = PERMISSION
    model = SubjectPart
    table_class = PartTable
    title = _("Bagian berkas data")
    lead = _("Orang yang meminta datanya sendiri; LSP menyerahkan bagian yang disimpannya")
    empty_title = _("Tidak ada bagian yang diminta")
    empty_text = _("UPT meminta bagian LSP ketika pemegang meminta data tentang dirinya.")

    def get_chips(self) -> tuple[Chip, ...]:
        return (
            Chip("", _t("Menunggu"), WAITING),
            Chip("lewat", _t("Lewat batas"), WAITING & Q(due_at__lt=clock.now())),
            Chip("selesai", _t("Selesai"), ~WAITING),
        )

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset().filter(still_listed(clock.now()))
        return rows.select_related("request__inmate", "lsp")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"now": clock.now()}


class GiveForm(OfficeForm):
    note = forms.CharField(
        label=_("Catatan LSP"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Misalnya berkas kertas yang masih disimpan LSP dan cara melihatnya. Ikut masuk ke berkas."),
    )


class PartGive(ActionPage):
    """What would go into the file, and the button that gives it; opening it is recorded."""

    permission_required = PERMISSION
    form_class = GiveForm
    template_name = "certification/part_give.html"
    title = _("Serahkan bagian LSP")
    button = _("Serahkan bagian ini")
    success_message = _("Bagian LSP diserahkan; UPT memasukkannya ke berkas.")

    @cached_property
    def part(self) -> SubjectPart:
        rows = self.reach(SubjectPart).filter(still_listed(clock.now()))
        found: SubjectPart = get_object_or_404(
            rows.select_related("request__inmate", "lsp", "given_by__person"), pk=self.kwargs["pk"]
        )
        return found

    def get_lead(self) -> Any:
        return f"{self.part.request.inmate.display_name} · {self.part.lsp}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Bagian berkas data"), reverse("certification:part-list"))]

    def get_success_url(self) -> str:
        return reverse("certification:part-list")

    def perform(self, form: GiveForm) -> SubjectPart:
        return give_part(part=self.part, actor=self.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        part = self.part
        audit.record_read(self.user, "certification.view_part", [part, part.request.inmate])
        return super().get_context_data(
            **kwargs,
            part=part,
            state=part_tag(part, clock.now()),
            open=part.given_at is None and part.request.decided_at is None,
            sections=[
                (section.title, [in_lines(row) for row in section.rows])
                for section in held_by(part.lsp, rows_of_one(part.request.inmate))
            ],
        )
