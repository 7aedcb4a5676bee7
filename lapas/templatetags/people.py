"""How pages of every floor show a person: earliest release, whereabouts, what is missing."""

from __future__ import annotations

import datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.ui.templatetags.ui import tag, unbroken
from lapas import wording
from lapas.choices import CustodyState, NikStatus, ReleaseBasis
from lapas.models import Inmate
from lapas.services import identity

register = template.Library()


@register.simple_tag
def earliest_release(inmate: Inmate, today: datetime.date) -> SafeString:
    """Date over basis: "15-04-2027" and "2/3 masa pidana"; "sewaktu-waktu" where the date has come."""
    when, why = wording.release_words(inmate, today)
    return format_html("<b>{}</b><span>{}</span>", when, unbroken(why))


@register.filter
def days_until(date: datetime.date | None, today: datetime.date) -> str:
    return wording.days_until(date, today)


@register.simple_tag
def person_tags(inmate: Inmate, today: datetime.date) -> SafeString:
    """What stands out about a person: not here, may leave any day, NIK or confirmed name missing."""
    shown: list[tuple[str, str]] = []
    if inmate.custody_state != CustodyState.IN_CUSTODY:
        shown.append(("gold" if inmate.custody_state == CustodyState.IN_TRANSIT else "mut", _state(inmate)))
    if inmate.custody_state in {CustodyState.IN_CUSTODY, CustodyState.IN_TRANSIT}:
        if inmate.release_basis_on(today) == ReleaseBasis.ANY_DAY:
            shown.append(("warn", _("Bisa bebas sewaktu-waktu")))
        if inmate.nik_status in {NikStatus.NONE, NikStatus.PLACEHOLDER}:
            shown.append(("mut", _("NIK belum ada")))
        if not inmate.name_is_confirmed:
            shown.append(("mut", _("Nama belum dikonfirmasi")))
    return format_html_join(" ", "{}", ((tag(level, text),) for level, text in shown))


def _state(inmate: Inmate) -> str:
    words = str(inmate.get_custody_state_display())
    return words[:1].upper() + words[1:]


@register.simple_tag
def masked_nik(inmate: Inmate) -> str:
    """3201••••••••0003; empty when there is none."""
    return identity.masked_nik(inmate)
