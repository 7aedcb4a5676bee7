"""Entry form and answer of the public check."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification import states
from certification.choices import ShownState
from certification.models import PublicRecord
from certification.rendering import codes
from certification.rendering.words import long_date
from foundation import clock

# Over this a code is not a typing error any more.
LONGEST_ENTRY = 80


@dataclass(frozen=True)
class Verdict:
    """What the page says: tone ok, warn or bad, and one sentence in two lines with the sign between them.

    Never a reason, never a successor's number.
    """

    tone: str
    title: str
    detail: str
    sign: str = ""

    def __str__(self) -> str:
        return f"{self.title}{self.sign} {self.detail}"


def verdict_of(record: PublicRecord, today: datetime.date) -> Verdict:
    """The words of TRUST §2 for the state that the record reads on `today`."""
    since = {"date": long_date(record.state_since)} if record.state_since else {"date": ""}
    until = {"date": long_date(record.valid_until)} if record.valid_until else {"date": ""}
    match states.shown_state(record.state, record.valid_until, today):
        case ShownState.SUSPENDED:
            return Verdict("warn", _("Dibekukan"), _("sejak %(date)s") % since)
        case ShownState.REVOKED | ShownState.VOIDED:
            return Verdict("bad", _("Dicabut"), _("sejak %(date)s") % since)
        case ShownState.REPLACED:
            return Verdict("warn", _("Sudah diganti"), _("minta sertifikat pengganti kepada pemegang"), ";")
        case ShownState.EXPIRED:
            return Verdict("warn", _("Terdaftar"), _("masa berlaku berakhir %(date)s") % until, ",")
    if record.valid_until is None:
        return Verdict("ok", _("Terdaftar"), _("sertifikat pelatihan tidak mempunyai masa berlaku"), ",")
    return Verdict("ok", _("Terdaftar dan berlaku"), _("sampai %(date)s") % until)


@require_safe
def entry(request: HttpRequest) -> HttpResponse:
    """The entry page; a code typed here leads to its record or back with what is wrong with the typing."""
    typed = request.GET.get("kode", "")[:LONGEST_ENTRY]
    if not typed.strip():
        return _page(request, "verify/entry.html", {})
    try:
        code = codes.parse(typed)
    except codes.CodeRefused as refused:
        return _page(request, "verify/entry.html", {"typed": typed, "problem": _problem(refused)}, status=400)
    return _plain(redirect("verify:record", code + codes.check_character(code)))


@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    try:
        known = PublicRecord.objects.filter(code=codes.parse(code[:LONGEST_ENTRY])).first()
    except codes.CodeRefused as refused:
        context = {"typed": code[:LONGEST_ENTRY], "problem": _problem(refused)}
        return _page(request, "verify/entry.html", context, status=400)
    if known is None:
        return _page(request, "verify/unknown.html", {"typed": code}, status=404)
    shown = {**known.shown, "issued_on": long_date(datetime.date.fromisoformat(known.shown["issued_on"]))}
    return _page(
        request,
        "verify/training.html" if known.shown.get("kind") == "training" else "verify/record.html",
        {
            "record": known,
            "shown": shown,
            "verdict": verdict_of(known, clock.today()),
            "printed_code": codes.printed(known.code),
        },
    )


@require_safe
def without_slash(request: HttpRequest, code: str) -> HttpResponse:
    """The address of a record with a slash behind it leads to the record, whether or not there is one."""
    return _plain(redirect("verify:record", code))


def _problem(refused: codes.CodeRefused) -> str:
    return {
        "length": _("Kode terdiri dari 27 huruf dan angka. Periksa apakah ada yang terlewat."),
        "character": _("Kode hanya berisi angka dan huruf A sampai Z tanpa U. Periksa kembali ketikannya."),
        "check": _("Ada huruf atau angka yang salah ketik. Cocokkan kembali dengan kertasnya."),
    }[refused.reason]


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return _plain(render(request, template, context, status=status))


def _plain(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
