"""Requests about own data."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tag, waktu
from lapas.models import SubjectRequest
from lapas.tables.people import WHO

ONE_LINE = {"td": {"class": "nowrap"}}


class RequestTable(tables.Table):
    who = tables.Column(verbose_name=_("Penghuni"), accessor="inmate", order_by=("inmate__name", "pk"), attrs=WHO)
    # What is to be done stands first: on a phone the rest is to the right.
    state = tables.Column(verbose_name=_("Status"), accessor="pk", orderable=False)
    due_at = tables.Column(verbose_name=_("Paling lambat dijawab"), attrs=ONE_LINE)
    kind = tables.Column(verbose_name=_("Permintaan"))
    prison = tables.Column(verbose_name=_("UPT"))
    opened_at = tables.Column(verbose_name=_("Diterima"), attrs=ONE_LINE)

    class Meta:
        model = SubjectRequest
        fields: tuple[str, ...] = ()
        attrs = {"class": "table"}
        order_by = "due_at"

    def __init__(self, *args: Any, now: datetime.datetime, **kwargs: Any) -> None:
        self.now = now
        super().__init__(*args, **kwargs)

    def render_who(self, record: SubjectRequest) -> SafeString:
        return format_html(
            '<b><a href="{}">{}</a></b><span>{}</span>',
            record.get_absolute_url(),
            record.inmate.display_name,
            record.inmate.register_number,
        )

    def render_opened_at(self, record: SubjectRequest) -> str:
        return waktu(record.opened_at, record.prison.timezone)

    def render_due_at(self, record: SubjectRequest) -> str:
        return waktu(record.due_at, record.prison.timezone)

    def render_state(self, record: SubjectRequest) -> str:
        return state_tag(record, self.now)


def state_tag(record: SubjectRequest, now: datetime.datetime) -> str:
    """Where the request stands, in a coloured word."""
    if record.decided_at is not None:
        said = str(record.get_outcome_display())
        if record.is_answered_late:
            said = _t("%(outcome)s, lewat 3×24 jam") % {"outcome": said}
        return str(tag("bad" if record.outcome == "refused" or record.is_answered_late else "ok", said))
    waits_for = _t("menunggu putusan kepala") if record.prepared_at else _t("belum disiapkan registrasi")
    if record.due_at < now:
        return str(tag("bad", _t("lewat 3×24 jam, %(what)s") % {"what": waits_for}))
    return str(tag("warn" if record.prepared_at else "gold", waits_for))
