"""The list on which people are ticked for one fact."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from foundation.ui.templatetags.ui import tanggal
from lapas.models import Inmate
from lapas.tables.custody import PICK
from lapas.tables.people import PeopleTable

UNKNOWN = _("belum diisi")


class FactsTable(PeopleTable):
    pick = PICK
    education = tables.Column(verbose_name=_("Pendidikan"), default=UNKNOWN)
    security_level = tables.Column(verbose_name=_("Pengamanan"), default=UNKNOWN)
    fit_for_work = tables.Column(verbose_name=_("Layak bekerja"), default=UNKNOWN)
    interests = tables.Column(verbose_name=_("Minat"), default=UNKNOWN)

    class Meta(PeopleTable.Meta):
        attrs = {"class": "table", "data-pick": "pick", "data-pick-one-page": ""}
        exclude = ("earliest_release",)
        sequence = ("pick", "who", "prison", "education", "security_level", "fit_for_work", "interests")

    def render_fit_for_work(self, record: Inmate) -> str:
        said = _("ya") if record.fit_for_work else _("tidak")
        return f"{said}, {tanggal(record.fit_for_work_on)}" if record.fit_for_work_on else str(said)
