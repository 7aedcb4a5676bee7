"""Columns of the list of packages."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.choices import DispatchState
from certification.models import Dispatch
from foundation.ui.templatetags.ui import tag, tanggal

UNBROKEN = {"td": {"class": "nowrap"}}
LEVELS = {
    DispatchState.PREPARED: "gold",
    DispatchState.SENT: "mut",
    DispatchState.RECEIVED: "ok",
    DispatchState.SHORT: "warn",
    DispatchState.LOST: "bad",
    DispatchState.CANCELLED: "mut",
}


def state_tag(dispatch: Dispatch, today: datetime.date, missing: int = 0) -> str:
    """Where the package is, in a word; late and missing ones say so."""
    if late := dispatch.days_late_on(today):
        return tag("bad", _("di jalan, lewat %(days)d hari") % {"days": late})
    if dispatch.state == DispatchState.SHORT:
        if missing:
            return tag("bad", _("diterima, %(count)d lembar dicari") % {"count": missing})
        return tag("ok", _("diterima, yang kurang sudah jelas"))
    return tag(LEVELS[DispatchState(dispatch.state)], str(dispatch.get_state_display()))


class DispatchTable(tables.Table):
    """Packages as their LSP or their prison sees them."""

    number = tables.Column(
        verbose_name=gettext_lazy("Kiriman"),
        accessor="prepared_at",
        linkify=("certification:package-detail", {"pk": tables.A("pk")}),
        attrs={"td": {"class": "who"}},
    )
    prison = tables.Column(verbose_name=gettext_lazy("Tujuan"), order_by="prison__name")
    lsp = tables.Column(verbose_name=gettext_lazy("Dari"), order_by="lsp__name_id")
    count = tables.Column(verbose_name=gettext_lazy("Isi"), accessor="item_count", attrs=UNBROKEN)
    sent_on = tables.Column(verbose_name=gettext_lazy("Dikirim"), empty_values=(), attrs=UNBROKEN)
    received_on = tables.Column(verbose_name=gettext_lazy("Diterima"), empty_values=(), attrs=UNBROKEN)
    state = tables.Column(verbose_name=gettext_lazy("Status"), orderable=False)

    class Meta:
        model = Dispatch
        fields = ("number", "state", "prison", "lsp", "count", "sent_on", "received_on")
        order_by = "-number"

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def render_number(self, record: Dispatch) -> str:
        courier = " ".join(part for part in (record.courier, record.courier_number) if part)
        return format_html("<b>{}</b><span>{}</span>", record, courier or _("belum dikirim"))

    def render_count(self, value: int) -> str:
        return _("%(count)d lembar") % {"count": value}

    def render_sent_on(self, value: Any) -> str:
        return tanggal(value)

    def render_received_on(self, value: Any) -> str:
        return tanggal(value)

    def render_state(self, record: Any) -> str:
        return state_tag(record, self.today, record.missing_count)
