"""Columns of people and of requests."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import Person
from foundation.desks.choices import RequestState
from foundation.desks.desks import Desk
from foundation.desks.models import PostingRequest
from foundation.desks.querysets import UNUSED
from foundation.ui.templatetags.ui import tag, tanggal, unbroken

WHO = {"td": {"class": "who"}}
TONES = {
    RequestState.PROPOSED: "warn",
    RequestState.APPROVED: "gold",
    RequestState.EXECUTED: "ok",
    RequestState.REFUSED: "bad",
    RequestState.WITHDRAWN: "mut",
}


def account_tag(person: Person, now: datetime.datetime) -> str:
    """The state of the account, in a word."""
    user = getattr(person, "user", None)
    if user is None:
        return tag("mut", _t("tanpa akun"))
    if not user.is_active:
        return tag("bad", _t("dikunci"))
    if not user.has_usable_password():
        return tag("warn", _t("belum bersandi"))
    if (user.last_login or user.date_joined) < now - UNUSED:
        return tag("warn", _t("lama tidak dipakai"))
    return tag("ok", _t("aktif"))


class PersonTable(tables.Table):
    """`desks` are filled in once the page's rows are known; `now` tells what is current."""

    full_name = tables.TemplateColumn(
        '<b><a href="{% url "desks:person-detail" record.pk %}">{{ record.full_name }}</a></b>'
        "<span>{{ record.staff_number|default:'–' }}</span>",
        verbose_name=_("Orang"),
        attrs=WHO,
    )
    desks = tables.Column(verbose_name=_("Penugasan sekarang"), empty_values=(), orderable=False, attrs=WHO)
    account = tables.Column(verbose_name=_("Akun"), empty_values=(), orderable=False)
    last_login = tables.Column(
        verbose_name=_("Terakhir masuk"), accessor="user__last_login", default="–", order_by=("user__last_login", "pk")
    )

    class Meta:
        model = Person
        fields = ("full_name", "desks", "account", "last_login")
        attrs = {"class": "table"}

    def __init__(self, *args: Any, now: datetime.datetime, today: datetime.date, **kwargs: Any) -> None:
        self.now, self.today = now, today
        self.held: dict[int, list[Desk]] = {}
        super().__init__(*args, **kwargs)

    def render_desks(self, record: Person) -> SafeString | str:
        current = [desk for desk in self.held.get(record.pk, []) if desk.holds_on(self.today)]
        if not current:
            return _t("tidak ada")
        return format_html_join("", "<b>{}</b><span>{}</span>", ((desk.role_name, desk.where) for desk in current))

    def render_account(self, record: Person) -> str:
        return account_tag(record, self.now)

    def render_last_login(self, value: Any) -> str:
        return tanggal(value)


class RequestTable(tables.Table):
    full_name = tables.TemplateColumn(
        '<b><a href="{{ record.get_absolute_url }}">{{ record.full_name }}</a></b>'
        "<span>{{ record.staff_number }}</span>",
        verbose_name=_("Untuk"),
        attrs=WHO,
    )
    role = tables.Column(verbose_name=_("Penugasan"), attrs=WHO)
    from_date = tables.Column(verbose_name=_("Masa"), attrs={"td": {"class": "nowrap"}})
    proposed_by = tables.Column(verbose_name=_("Diusulkan"), attrs=WHO)
    state = tables.Column(verbose_name=_("Status"))

    class Meta:
        model = PostingRequest
        fields = ("full_name", "role", "from_date", "proposed_by", "state")
        attrs = {"class": "table"}

    def render_role(self, record: PostingRequest) -> SafeString:
        return format_html(
            "<b>{}</b><span>{}</span>", record.get_role_display(), record.place_name or _t("seluruh Indonesia")
        )

    def render_from_date(self, record: PostingRequest) -> SafeString | str:
        if record.wish == "end":
            return _t("berakhir %(day)s") % {"day": tanggal(record.until_date)}
        until = tanggal(record.until_date) if record.until_date else _t("seterusnya")
        return unbroken(f"{tanggal(record.from_date)} – {until}")

    def render_proposed_by(self, record: PostingRequest) -> SafeString:
        return format_html("<b>{}</b><span>{}</span>", record.proposed_by, tanggal(record.proposed_at))

    def render_state(self, record: PostingRequest) -> str:
        words = _t("diakhiri") if record.wish == "end" else record.get_state_display()
        return tag("mut" if record.wish == "end" else TONES[RequestState(record.state)], words)
