"""The trail on screen."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.audit.filters import TrailFilter
from foundation.audit.models import AuditEvent
from foundation.audit.tables import TrailTable
from foundation.ui.pages import ListPage


class Trail(ListPage):
    permission_required = "audit.view_trail"
    model = AuditEvent
    table_class = TrailTable
    filterset_class = TrailFilter
    title = _("Jejak audit")
    lead = _("Siapa melakukan atau membuka apa. Catatan ini hanya ditambah, tidak pernah diubah atau dihapus.")
    empty_title = _("Belum ada catatan")
    empty_text = _("Setiap perubahan dan setiap pembukaan data penghuni tercatat di sini dengan sendirinya.")

    def get_queryset(self) -> QuerySet[AuditEvent]:
        rows: QuerySet[AuditEvent] = super().get_queryset()
        return rows.select_related("actor__person").prefetch_related("subjects")
