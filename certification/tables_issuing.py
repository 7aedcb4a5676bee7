"""Columns of the lists of certificates."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import Desk, Outcome
from certification.masking import masked_name
from certification.models import Certificate, StateRequest
from certification.progress import step_of
from certification.readers import decides_on
from foundation.accounts.models import User
from foundation.ui.templatetags.ui import tag, tanggal

WHO = {"td": {"class": "who"}}


class CertificateTable(tables.Table):
    """Certificates as their issuer, their prison or (names masked) an auditor sees them."""

    number = tables.Column(
        verbose_name=_("Sertifikat"),
        linkify=("certification:certificate-detail", {"pk": tables.A("pk")}),
        attrs=WHO,
    )
    holder = tables.Column(verbose_name=_("Pemegang"), accessor="facts__name", order_by="inmate__certificate_name")
    scheme = tables.Column(verbose_name=_("Skema"), accessor="facts", order_by="scheme__title_id")
    issued_on = tables.Column(verbose_name=_("Diterbitkan"))
    valid_until = tables.Column(verbose_name=_("Berlaku sampai"), default=_("tidak berakhir"))
    sheet_serial = tables.Column(verbose_name=_("Blangko"))
    step = tables.Column(verbose_name=_("Status"), empty_values=(), orderable=False)

    class Meta:
        model = Certificate
        fields = ("number", "holder", "scheme", "issued_on", "valid_until", "sheet_serial", "step")
        order_by = "-issued_on"

    def __init__(self, *args: Any, masked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.masked = masked
        if masked:
            # Sorted by name, the masked ones would tell their names after all.
            self.columns["holder"].column.orderable = False

    def render_number(self, record: Certificate) -> str:
        return format_html("<b>{}</b><span>{}</span>", record.number, record.registration_number)

    def value_number(self, record: Certificate) -> str:
        return record.number

    def render_holder(self, value: str) -> str:
        return masked_name(value) if self.masked else value

    def render_scheme(self, record: Certificate) -> str:
        return record.subject

    def render_issued_on(self, value: Any) -> str:
        return tanggal(value)

    def render_valid_until(self, value: Any) -> str:
        return tanggal(value)

    def render_step(self, record: Any) -> str:
        step = step_of(record, handed_over=record.was_handed_over)
        return tag(step.level, step.text)

    def value_step(self, record: Any) -> str:
        return step_of(record, handed_over=record.was_handed_over).text


OUTCOME_LEVELS = {
    Outcome.WAITING: "warn",
    Outcome.APPROVED: "ok",
    Outcome.REFUSED: "bad",
    Outcome.WITHDRAWN: "mut",
}


class StateRequestTable(tables.Table):
    """Requests as an issuer or a prison sees them: people of the other side stand there by their desk."""

    certificate = tables.Column(verbose_name=_("Sertifikat"), order_by="certificate__number", attrs=WHO)
    wish = tables.Column(verbose_name=_("Yang diminta"))
    reason = tables.Column(verbose_name=_("Alasan"), orderable=False)
    asked_by = tables.Column(verbose_name=_("Diminta"), order_by="asked_at", attrs=WHO)
    outcome = tables.Column(verbose_name=_("Putusan"))

    class Meta:
        model = StateRequest
        fields = ("certificate", "wish", "reason", "asked_by", "outcome")

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def _is_inside(self, record: StateRequest) -> bool:
        return decides_on(self.reader, record.certificate)

    def render_certificate(self, record: StateRequest) -> SafeString:
        name = "state-decide" if self._is_inside(record) else "certificate-detail"
        pk = record.pk if self._is_inside(record) else record.certificate_id
        url = reverse(f"certification:{name}", args=[pk])
        facts = record.certificate.facts
        return format_html('<a href="{}">{}</a><span>{}</span>', url, facts["name"], record.certificate.number)

    def render_reason(self, record: StateRequest, value: str) -> str:
        # What an issuer writes about a holder is the issuer's; a prison reads what prisons wrote.
        return value if self._is_inside(record) or record.desk == Desk.PRISON else _t("dicatat di penerbit")

    def render_asked_by(self, record: StateRequest) -> SafeString:
        known = self._is_inside(record) or record.desk == Desk.PRISON
        who = record.asked_by.full_name if known else str(record.certificate.issuer)
        return format_html("<b>{}</b><span>{}</span>", who, tanggal(record.asked_at))

    def render_outcome(self, record: StateRequest) -> SafeString:
        shown = tag(OUTCOME_LEVELS[Outcome(record.outcome)], record.get_outcome_display())
        return format_html('{} <small class="quiet">{}</small>', shown, record.decision_note)
