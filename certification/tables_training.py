"""Columns of the centre's lists."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tag, tanggal

COUNT = {"td": {"class": "right num"}, "th": {"class": "right"}}


class TrainedClassTable(tables.Table):
    """Classes with people who passed, as their centre numbers and prints training certificates."""

    module = tables.Column(verbose_name=_("Kelas"), orderable=False, attrs={"td": {"class": "who"}})
    ends_on = tables.Column(verbose_name=_("Selesai"))
    passed_count = tables.Column(verbose_name=_("Lulus"), attrs=COUNT)
    numbered_count = tables.Column(verbose_name=_("Bernomor"), attrs=COUNT)
    printed_count = tables.Column(verbose_name=_("Dicetak"), attrs=COUNT)
    step = tables.Column(verbose_name=_("Status"), empty_values=(), orderable=False)

    class Meta:
        fields = ("module", "ends_on", "passed_count", "numbered_count", "printed_count", "step")

    def render_module(self, record: Any) -> str:
        url = reverse("certification:training-certificate-class", args=[record.pk])
        where = f"{record.corner}, {record.corner.prison}"
        return format_html('<a href="{}">{}</a><span>{}</span>', url, record, where)

    def render_ends_on(self, value: Any) -> str:
        return tanggal(value)

    def render_step(self, record: Any) -> str:
        waiting = record.passed_count - record.numbered_count
        if waiting > record.unconfirmed_count:
            return tag("gold", _t("%(count)d menunggu nomor") % {"count": waiting - record.unconfirmed_count})
        if record.unconfirmed_count:
            return tag("warn", _t("%(count)d nama belum dikonfirmasi") % {"count": record.unconfirmed_count})
        if record.waits_for_print:
            return tag("warn", _t("menunggu cetak"))
        return tag("ok", _t("selesai"))
