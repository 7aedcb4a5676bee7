"""What the database refuses between a check and its write, said as the check would have said it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _


@contextmanager
def told_when_overtaken() -> Iterator[None]:
    """One transaction; a register number, NIK or date that somebody else wrote meanwhile is a refusal in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        # SQLite says "UNIQUE constraint failed", PostgreSQL "violates unique constraint".
        if "unique constraint" not in str(error).lower():
            raise
        raise ValidationError(
            _("Orang lain baru saja menyimpan nomor register, NIK, atau tanggal yang sama. Muat ulang halaman."),
            code="overtaken",
        ) from error
