"""Columns of the failed jobs: what and why, never about whom."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from foundation.jobs.models import Job
from foundation.ui.templatetags.ui import waktu


class FailedJobTable(tables.Table):
    kind = tables.Column(verbose_name=_("Pekerjaan"), linkify=True)

    class Meta:
        model = Job
        fields = ["kind", "actor", "created_at", "finished_at", "attempts", "error"]
        order_by = "-finished_at"

    def render_kind(self, record: Job) -> str:
        return record.title

    def render_created_at(self, value: object) -> str:
        return waktu(value)

    def render_finished_at(self, value: object) -> str:
        return waktu(value)
