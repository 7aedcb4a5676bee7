"""Lists of people who come or leave."""

from __future__ import annotations

import datetime

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import data_age, tanggal
from lapas import wording
from lapas.models import Inmate
from lapas.tables.people import NUMBER, PeopleTable


def _pick_label(record: Inmate) -> str:
    return _("Pilih %(name)s") % {"name": record.name}


RIGHT = {"td": {"class": "right"}}


PICK = tables.CheckBoxColumn(
    accessor="pk",
    orderable=False,
    attrs={
        "th__input": {"class": "form-check-input", "data-pick-all": "", "aria-label": _("Pilih semua")},
        "td__input": {"class": "form-check-input", "name": "inmates", "form": "pick", "aria-label": _pick_label},
    },
)


class ArrivalTable(PeopleTable):
    prison = tables.Column(verbose_name=_("Dari"))
    destination = tables.Column(verbose_name=_("Ke"))
    act = tables.TemplateColumn(
        '{% load i18n %}<a class="btn btn-quiet" href="{% url "lapas:arrival-accept" record.pk %}">'
        '{% translate "Terima" %}</a> <a class="btn btn-quiet" href="{% url "lapas:arrival-not-come" record.pk %}">'
        '{% translate "Tidak tiba" %}</a>',
        verbose_name="",
        orderable=False,
        attrs=RIGHT,
    )

    class Meta(PeopleTable.Meta):
        sequence = ("who", "prison", "destination", "earliest_release", "act")


class ReleaseTable(PeopleTable):
    ORDERS_OF_ONE_PLACE = ("prison", "data_as_of")

    pick = PICK
    wait = tables.Column(
        verbose_name=_("Sisa waktu"), accessor="earliest_release", order_by=("earliest_release",), attrs=NUMBER
    )
    expiry = tables.Column(verbose_name=_("Ekspirasi"), attrs=NUMBER)
    data_as_of = tables.Column(verbose_name=_("Umur data"), empty_values=())
    act = tables.TemplateColumn(
        '{% load i18n %}<a class="btn btn-quiet" href="{% url "lapas:event-record" record.pk %}?jenis=released">'
        '{% translate "Catat bebas" %}</a>',
        verbose_name="",
        orderable=False,
        attrs=RIGHT,
    )

    class Meta(PeopleTable.Meta):
        attrs = {"class": "table", "data-pick": "pick", "data-pick-one-page": ""}
        sequence = ("pick", "who", "prison", "earliest_release", "wait", "expiry", "data_as_of", "act")

    def render_wait(self, record: Inmate) -> str:
        return wording.days_until(record.earliest_release, self.today)

    def render_expiry(self, value: datetime.date) -> str:
        return tanggal(value)

    def render_data_as_of(self, record: Inmate) -> str:
        return data_age(record.data_as_of, self.today)
