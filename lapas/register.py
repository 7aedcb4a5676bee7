"""How register numbers are compared: a number is text, unique at best within one prison."""

from __future__ import annotations

import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LENGTH = 50
_IGNORED = re.compile(r"[\s./\\–-]+")
_DETAINED = re.compile(r"^A(?:I{1,3}|IV|V)(?![IVX])")


@lru_cache(maxsize=16_384)
def normalise(number: str) -> str:
    """Upper case, without spaces, dots, slashes and dashes: "B.I 0421/2023" and "bi 0421.2023" are the same."""
    return _IGNORED.sub("", number).upper()


def read(number: str) -> str:
    """The number as it will be kept; refuses an empty one and one of more than 50 characters."""
    kept = " ".join(number.split())
    if not normalise(kept):
        raise ValidationError(_("Isi nomor register."), code="register_missing")
    if len(kept) > LENGTH:
        raise ValidationError(
            _("Nomor register paling panjang %(length)d huruf; periksa kembali isinya."),
            code="register_too_long",
            params={"length": LENGTH},
        )
    return kept


def is_of_detained(number: str) -> bool:
    """Whether the number is from a register of detained people, A.I to A.V."""
    return _DETAINED.match(normalise(number)) is not None
