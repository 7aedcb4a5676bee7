"""Columns of the trail."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from foundation.accounts.choices import Role
from foundation.audit import words
from foundation.audit.models import AuditEvent
from foundation.ui.templatetags.ui import waktu

SHOWN_SUBJECTS = 5


class TrailTable(tables.Table):
    """The newest first or the oldest; who, as what and which act are filtered, not sorted through the whole country."""

    actor = tables.Column(orderable=False)
    hat = tables.Column(orderable=False)
    verb = tables.Column(orderable=False)
    subjects = tables.Column(verbose_name=_("Tentang"), empty_values=(), orderable=False)

    class Meta:
        model = AuditEvent
        fields = ["at", "actor", "hat", "verb", "subjects"]
        order_by = "-at"

    def render_at(self, value: object) -> str:
        return waktu(value)

    def render_hat(self, value: str) -> str:
        labels = dict(Role.choices)
        return ", ".join(str(labels.get(role, role)) for role in value.split(","))

    def render_verb(self, value: str) -> str:
        return str(words.verbs().get(value, value))

    def render_subjects(self, record: AuditEvent) -> SafeString | str:
        """The rows by kind and key: the trail knows no names."""
        kinds = words.kinds()
        named = [(f"{kinds.get(subject.kind, subject.kind)} {subject.key}",) for subject in record.subjects.all()]
        if len(named) > SHOWN_SUBJECTS:
            named = [*named[:SHOWN_SUBJECTS], (_("dan %(n)s lainnya") % {"n": len(named) - SHOWN_SUBJECTS},)]
        return format_html_join(" · ", "{}", named) if named else "–"
