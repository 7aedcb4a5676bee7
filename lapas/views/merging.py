"""Two rows of one person: looked for, compared side by side, merged, taken apart again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.audit import services as audit
from foundation.ui.pages import ActionPage, ListPage
from lapas import services
from lapas.forms.merging import MergeForm, ReasonForm
from lapas.models import Inmate, InmateMerge
from lapas.place import AtPlace
from lapas.querysets import PRESENT
from lapas.services.doubles import doubles_among, like
from lapas.services.merging import Comparison, compare
from lapas.services.unmerging import obstacles
from lapas.tables.merges import MergeTable
from lapas.views.inmates import OfInmate

PERMISSION = "lapas.merge_inmates"
# The other row stands in the query, so that both are looked up behind the same fence.
OTHER = "dengan"


class InmateMergePage(OfInmate, ActionPage):
    """The row of the address stays, the one of `?dengan=` is merged into it; without that one it is looked for."""

    permission_required = PERMISSION
    template_name = "lapas/inmate_merge.html"
    title = gettext_lazy("Gabungkan catatan orang yang sama")
    button = gettext_lazy("Gabungkan")
    success_message = gettext_lazy("Kedua catatan menjadi satu. Penggabungan ini dapat dipisah kembali.")

    @cached_property
    def other(self) -> Inmate | None:
        asked = self.request.GET.get(OTHER, "")
        if not asked:
            return None
        rows = self.reach(Inmate).select_related("prison").exclude(pk=self.inmate.pk)
        found: Inmate = get_object_or_404(rows, pk=asked if asked.isdecimal() else 0)
        return found

    @cached_property
    def comparison(self) -> Comparison | None:
        return compare(kept=self.inmate, folded=self.other) if self.other is not None else None

    def get_form_class(self) -> Any:
        return MergeForm if self.other is not None else super().get_form_class()

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"kept": self.inmate, "folded": self.other, "comparison": self.comparison} if self.other else {}
        return {**super().get_form_kwargs(), **more}

    def perform(self, form: Any) -> InmateMerge:
        if self.other is None:
            raise ValidationError(_("Pilih dulu catatan yang lain."), code="other_missing")
        return services.merge_inmates(
            kept=self.inmate,
            folded=self.other,
            taken=form.taken(),
            reason=form.cleaned_data["reason"],
            actor=self.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("q", "").strip()
        found: list[Inmate] = []
        if self.other is None:
            people = self.reach(Inmate)
            if asked:
                rows = people.exclude(pk=self.inmate.pk).matching(asked)
                found = list(rows.select_related("prison").order_by("name", "pk")[:20])
                audit.record_read(self.user, "lapas.search_inmates", [])
            else:
                found = like(self.inmate, people)
        return super().get_context_data(
            other=self.other,
            comparison=self.comparison,
            parted=self.parted(),
            found=found,
            asked=asked,
            param=OTHER,
            **kwargs,
        )

    def parted(self) -> InmateMerge | None:
        """The last merge of these two that was taken apart: whoever merges them again should know why."""
        if self.other is None:
            return None
        both = (self.inmate.pk, self.other.pk)
        undone = InmateMerge.objects.filter(undone_at__isnull=False, kept__in=both, folded__in=both)
        return undone.select_related("undone_by__person", "prison").first()


class MergeList(AtPlace, ListPage):
    permission_required = PERMISSION
    model = InmateMerge
    table_class = MergeTable
    template_name = "lapas/merge_list.html"
    title = gettext_lazy("Catatan ganda")
    empty_title = gettext_lazy("Belum ada catatan yang digabung")
    empty_text = gettext_lazy("Orang yang tercatat dua kali digabung dari halaman orangnya.")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("kept", "folded", "prison", "merged_by__person")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = self.reach(Inmate)
        pairs = doubles_among(people.filter(PRESENT))
        rows = people.in_bulk({pk for pair in pairs for pk in pair})
        doubles = [(rows[one], rows[other]) for one, other in pairs]
        return super().get_context_data(doubles=doubles, param=OTHER, **kwargs)


class MergeDetail(ActionPage):
    """What was merged and why; taken apart again with a reason."""

    permission_required = PERMISSION
    form_class = ReasonForm
    template_name = "lapas/merge_detail.html"
    title = gettext_lazy("Penggabungan catatan")
    button = gettext_lazy("Pisahkan kembali")
    button_style = "danger"
    success_message = gettext_lazy("Kedua catatan dipisah; masing-masing kembali seperti semula.")

    @cached_property
    def merge(self) -> InmateMerge:
        rows = self.reach(InmateMerge).select_related(
            "kept", "folded", "prison", "merged_by__person", "undone_by__person"
        )
        found: InmateMerge = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Penghuni"), reverse("lapas:inmate-list")), (_("Catatan ganda"), reverse("lapas:merge-list"))]

    def perform(self, form: ReasonForm) -> InmateMerge:
        return services.undo_merge(merge=self.merge, reason=form.cleaned_data["reason"], actor=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            merge=self.merge, moved=services.moved_in(self.merge), obstacles=obstacles(self.merge), **kwargs
        )
