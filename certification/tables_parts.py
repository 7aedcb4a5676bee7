"""Columns of the list of parts of people's own files."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.models import SubjectPart
from foundation.ui.templatetags.ui import tag, waktu


class PartTable(tables.Table):
    who = tables.Column(
        verbose_name=_("Pemohon"), accessor="request__inmate", orderable=False, attrs={"td": {"class": "who"}}
    )
    # What is to be done stands first: on a phone the rest is to the right.
    state = tables.Column(verbose_name=_("Status"), accessor="pk", orderable=False)
    due_at = tables.Column(verbose_name=_("Paling lambat"), attrs={"td": {"class": "nowrap"}})
    asked_at = tables.Column(verbose_name=_("Diminta"), attrs={"td": {"class": "nowrap"}})

    class Meta:
        model = SubjectPart
        fields: tuple[str, ...] = ()
        attrs = {"class": "table"}
        order_by = "due_at"

    def __init__(self, *args: Any, now: datetime.datetime, **kwargs: Any) -> None:
        self.now = now
        super().__init__(*args, **kwargs)

    def render_who(self, record: SubjectPart) -> SafeString:
        name = record.request.inmate.display_name
        return format_html('<b><a href="{}">{}</a></b><span>{}</span>', record.get_absolute_url(), name, record.lsp)

    def render_asked_at(self, record: SubjectPart) -> str:
        return waktu(record.asked_at)

    def render_due_at(self, record: SubjectPart) -> str:
        return waktu(record.due_at)

    def render_state(self, record: SubjectPart) -> str:
        return part_tag(record, self.now)


def part_tag(record: SubjectPart, now: datetime.datetime) -> str:
    """Where the part stands, in a coloured word."""
    if record.given_at is not None:
        return str(tag("ok", _t("diserahkan")))
    if record.request.decided_at is not None:
        return str(tag("mut", _t("dijawab tanpa bagian ini")))
    return str(tag("bad", _t("lewat batas")) if record.due_at < now else tag("gold", _t("menunggu")))
