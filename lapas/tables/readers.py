"""Who opened or changed a person's record."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from foundation.accounts.choices import Role
from foundation.audit import words
from foundation.audit.models import AuditEvent
from foundation.ui.templatetags.ui import waktu


class ReaderTable(tables.Table):
    """Events of the trail about one person, the newest first."""

    at = tables.Column(verbose_name=_("Kapan"))
    actor = tables.Column(verbose_name=_("Siapa"), default=_("portal"), orderable=False)
    hat = tables.Column(verbose_name=_("Sebagai"), orderable=False)
    verb = tables.Column(verbose_name=_("Apa"), orderable=False)

    class Meta:
        model = AuditEvent
        fields: tuple[str, ...] = ()
        attrs = {"class": "table"}
        order_by = "-at"

    def render_at(self, value: object) -> str:
        return waktu(value)

    def render_hat(self, value: str) -> str:
        labels = dict(Role.choices)
        return ", ".join(str(labels.get(role, role)) for role in value.split(","))

    def render_verb(self, value: str) -> str:
        return str(words.verbs().get(value, value))
