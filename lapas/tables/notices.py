"""Changes that the work desk reads."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tag, tanggal, unbroken, waktu
from lapas.models import ChangeNotice
from lapas.tables.people import WHO


def _pick_label(record: ChangeNotice) -> str:
    return _t("Pilih %(name)s") % {"name": record.inmate.name}


class NoticeTable(tables.Table):
    """`effects`: notice id → (tone, sentence); `reached`: people whose record the reader may open."""

    pick = tables.CheckBoxColumn(
        accessor="pk",
        orderable=False,
        attrs={
            "th__input": {"class": "form-check-input", "data-pick-all": "", "aria-label": _("Pilih semua")},
            "td__input": {"class": "form-check-input", "name": "notices", "form": "pick", "aria-label": _pick_label},
        },
    )
    who = tables.Column(verbose_name=_("Penghuni"), accessor="inmate", order_by=("inmate__name", "pk"), attrs=WHO)
    prison = tables.Column(verbose_name=_("UPT"))
    what = tables.Column(verbose_name=_("Perubahan"), accessor="kind", order_by=("kind", "pk"), attrs=WHO)
    follows = tables.Column(verbose_name=_("Akibat"), accessor="pk", orderable=False, attrs={"td": {"class": "wide"}})
    recorded_at = tables.Column(verbose_name=_("Dicatat"), attrs=WHO)
    acknowledged_at = tables.Column(verbose_name=_("Dibaca"), attrs=WHO)

    class Meta:
        model = ChangeNotice
        fields: tuple[str, ...] = ()
        attrs = {"class": "table", "data-pick": "pick"}
        order_by = "-recorded_at"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.effects: dict[int, list[tuple[str, str]]] = {}
        self.reached: set[int] = set()
        super().__init__(*args, **kwargs)

    def render_who(self, record: ChangeNotice) -> SafeString:
        person = record.inmate
        if person.pk not in self.reached:
            return format_html("<b>{}</b>", person.display_name)
        return format_html(
            '<b><a href="{}">{}</a></b><span>{}</span>',
            person.get_absolute_url(),
            person.display_name,
            person.register_number,
        )

    def render_what(self, record: ChangeNotice) -> SafeString:
        if record.before or record.after:
            detail = f"{record.before} → {record.after}"
        else:
            detail = tanggal(record.on)
        return format_html("<b>{}</b><span>{}</span>", record.get_kind_display(), unbroken(detail))

    def render_follows(self, record: ChangeNotice) -> SafeString | str:
        told = self.effects.get(record.pk)
        if not told:
            return _t("tidak ada lagi")
        return format_html_join(
            "", "<p>{} {}</p>", ((tag(tone, _WORDS[tone]), unbroken(text)) for tone, text in dict.fromkeys(told))
        )

    def render_recorded_at(self, record: ChangeNotice) -> SafeString:
        by = record.recorded_by.person.full_name if record.recorded_by else record.get_source_display()
        return format_html("<b>{}</b><span>{}</span>", waktu(record.recorded_at, record.prison.timezone), by)

    def render_acknowledged_at(self, record: ChangeNotice) -> SafeString:
        by = record.acknowledged_by.person.full_name if record.acknowledged_by else "–"
        return format_html("<b>{}</b><span>{}</span>", waktu(record.acknowledged_at, record.prison.timezone), by)


_WORDS = {"ok": _("aman"), "warn": _("perhatikan"), "bad": _("gawat"), "mut": _("catatan"), "gold": _("catatan")}
