"""Lists of people."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tanggal
from lapas import wording
from lapas.models import Inmate
from lapas.templatetags import people

WHO = {"td": {"class": "who"}}
NUMBER = {"td": {"class": "num nowrap"}, "th": {"class": "num"}}


class PeopleTable(tables.Table):
    """The columns that every list of people has; `today` is the day at the prison."""

    who = tables.Column(verbose_name=_("Penghuni"), order_by=("name", "pk"), attrs=WHO, accessor="pk", empty_values=())
    prison = tables.Column(verbose_name=_("UPT"), order_by=("prison__name", "name"))
    earliest_release = tables.Column(verbose_name=_("Perkiraan bebas"), attrs=WHO, empty_values=())

    class Meta:
        model = Inmate
        fields: tuple[str, ...] = ()
        attrs = {"class": "table"}

    # Nobody reads the country in this order, and no index holds it.
    ORDERS_OF_ONE_PLACE: tuple[str, ...] = ("prison",)

    def __init__(self, *args: Any, today: datetime.date, wide: bool = False, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        for name in self.ORDERS_OF_ONE_PLACE if wide else ():
            if name in self.columns:
                self.columns[name].column.orderable = False

    def render_who(self, record: Inmate) -> SafeString:
        # No template: a list has fifty of these.
        cell = f"-{record.cell}" if record.cell else ""
        where = f"{record.register_number} · {record.block}{cell}" if record.block else record.register_number
        return format_html(
            '<b><a href="{}">{}</a></b><span>{}</span>', record.get_absolute_url(), record.display_name, where
        )

    def value_who(self, record: Inmate) -> str:
        return record.display_name

    def render_earliest_release(self, record: Inmate) -> str:
        return people.earliest_release(record, self.today)

    def value_earliest_release(self, record: Inmate) -> str:
        return ", ".join(wording.release_words(record, self.today))


class InmateTable(PeopleTable):
    ORDERS_OF_ONE_PLACE = ("prison", "legal_status", "education")

    legal_status = tables.Column(verbose_name=_("Golongan"))
    education = tables.Column(verbose_name=_("Pendidikan"), default=_("belum diketahui"))
    expiry = tables.Column(verbose_name=_("Ekspirasi"), attrs=NUMBER)
    status = tables.Column(
        verbose_name=_("Perlu diperhatikan"),
        orderable=False,
        empty_values=(),
        accessor="pk",
        attrs={"td": {"class": "wide"}},
    )

    class Meta(PeopleTable.Meta):
        sequence = ("who", "prison", "legal_status", "education", "earliest_release", "expiry", "status")

    def render_expiry(self, value: datetime.date) -> str:
        return tanggal(value)

    def render_status(self, record: Inmate) -> str:
        return people.person_tags(record, self.today)
