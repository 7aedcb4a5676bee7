"""Columns of the jobs: what and why, never about whom."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.jobs.models import Job
from foundation.ui.templatetags.ui import waktu


class JobTable(tables.Table):
    """The reasons are those for `user`."""

    kind = tables.Column(verbose_name=_("Pekerjaan"), linkify=True)

    class Meta:
        model = Job
        fields = ["kind", "actor", "created_at", "finished_at", "attempts", "error"]
        order_by = "-finished_at"

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def render_error(self, record: Job) -> str:
        return record.reason_for(self.user)

    def render_kind(self, record: Job) -> str:
        return record.title

    def render_created_at(self, value: object) -> str:
        return waktu(value)

    def render_finished_at(self, value: object) -> str:
        return waktu(value)
