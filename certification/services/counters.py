"""Counters: the only source of numbers that the portal gives."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.choices import SeriesKind
from certification.models import Lsp, NumberSeries
from foundation.accounts.models import User
from foundation.audit import services as audit
from training.models import TrainingCentre

Issuer = Lsp | TrainingCentre


def owned_by(issuer: Issuer) -> dict[str, Issuer]:
    """The issuer under the name of its column."""
    return {"lsp": issuer} if isinstance(issuer, Lsp) else {"centre": issuer}


@transaction.atomic
def open_series(*, issuer: Issuer, kind: str, year: int = 0, first_number: int, actor: User) -> NumberSeries:
    """Start a counter at a given first number; refused once the series has begun.

    The certificate series never restarts, so its year is 0; a registration series belongs to one year.
    """
    if first_number < 1:
        raise ValidationError(
            {"first_number": ValidationError(_("Nomor pertama paling kecil 1."), code="first_number")}
        )
    series, is_new = NumberSeries.objects.get_or_create(
        **owned_by(issuer),
        kind=kind,
        year=year,
        defaults={"first_number": first_number, "next_number": first_number},
    )
    if not is_new:
        if series.next_number != series.first_number:
            raise ValidationError(
                _("Seri ini sudah berjalan sampai %(last)d, jadi nomor pertamanya tidak dapat diubah.")
                % {"last": series.next_number - 1},
                code="series_running",
            )
        series.first_number = series.next_number = first_number
        series.save(update_fields=["first_number", "next_number"])
    audit.record(actor, "certification.open_series", series, {"kind": kind, "year": year, "first": first_number})
    return series


def take_block(issuer: Issuer, kind: str, year: int, count: int) -> int:
    """The first of `count` consecutive numbers; the counter row stays locked until the transaction ends."""
    owner = owned_by(issuer)
    series = NumberSeries.objects.select_for_update(of=("self",)).filter(**owner, kind=kind, year=year).first()
    if series is None:
        earlier = NumberSeries.objects.filter(**owner, kind=kind, year__lt=year, year__gt=0).exists()
        if kind != SeriesKind.REGISTRATION or not earlier:
            raise ValidationError(
                _("Seri %(kind)s %(issuer)s belum dibuka; isi nomor pertamanya lebih dulu.")
                % {"kind": SeriesKind(kind).label, "issuer": issuer},
                code="no_series",
            )
        # Registration numbers restart each year; a series that ran before goes on by itself.
        series = NumberSeries.objects.create(**owner, kind=kind, year=year, first_number=1, next_number=1)
    first = series.next_number
    series.next_number = first + count
    series.save(update_fields=["next_number"])
    return first
