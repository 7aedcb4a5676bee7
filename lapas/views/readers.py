"""For the head, the auditor and the data protection officer: who looked at a person, and what would go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.audit import services as audit
from foundation.audit.models import AuditEvent
from foundation.ui.pages import ListPage, Page
from lapas.models import Inmate
from lapas.readers import who_may_read
from lapas.retention import dry_run
from lapas.tables.readers import ReaderTable


class InmateReaders(ListPage):
    """All that the trail holds about the person, whoever did it; without `view_inmate` the person has no name here."""

    permission_required = "audit.view_trail"
    model = AuditEvent
    table_class = ReaderTable
    template_name = "lapas/inmate_readers.html"
    title = gettext_lazy("Siapa melihat orang ini")
    empty_title = gettext_lazy("Belum ada yang membuka")
    empty_text = gettext_lazy("Setiap pembukaan dan perubahan data orang ini tercatat di sini.")

    @cached_property
    def inmate(self) -> Inmate:
        rows = self.reach(Inmate).select_related("prison", "destination")
        found: Inmate = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @property
    def named(self) -> bool:
        return self.user.has_perm("lapas.view_inmate")

    def get_queryset(self) -> QuerySet[Any]:
        # Without an order: SQLite would walk everybody by name to find the few.
        people = [self.inmate, *Inmate.objects.filter(merged_into=self.inmate).order_by()]
        rows: QuerySet[Any] = AuditEvent.objects.about(*people).select_related("actor__person")
        return rows

    def get_lead(self) -> Any:
        if not self.named:
            return _("Penghuni %(number)d") % {"number": self.inmate.pk}
        return f"{self.inmate.display_name} · {self.inmate.register_number}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        if not self.named:
            return [(_("Jejak audit"), reverse("audit:trail"))]
        return [
            (_("Penghuni"), reverse("lapas:inmate-list")),
            (self.inmate.name, self.inmate.get_absolute_url()),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        audit.record_read(self.user, "lapas.view_readers", [self.inmate])
        return super().get_context_data(may_read=who_may_read(self.inmate), **kwargs)


class Retention(Page):
    permission_required = "lapas.view_retention"
    template_name = "lapas/retention.html"
    title = gettext_lazy("Masa simpan")
    lead = gettext_lazy("Uji coba: yang akan dihapus bila masa simpan diterapkan hari ini. Tidak ada yang dihapus.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        audit.record_read(self.user, "lapas.view_retention", [])
        return super().get_context_data(found=dry_run(), years=settings.RETENTION_YEARS, **kwargs)
