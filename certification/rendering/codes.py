"""The public code of a certificate: 26 Crockford base32 characters, 130 bits, and a check character behind them.

The check character is a weighted sum in GF(32), so that any one wrong character and any swap of two neighbours is
told as a typing error before anything is looked up. The code itself says nothing: it is random.
"""

from __future__ import annotations

import secrets

from certification import stigma

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans("", "", " -–—.\t\r\n")


class CodeRefused(ValueError):
    """What was typed cannot be a code. `reason` is "length", "character" or "check"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def new_code() -> str:
    """A fresh code of 26 characters from the system's random source.

    One in some thousands would by chance spell a word that tells of custody, and no paper may show that: drawn again.
    """
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not stigma.found_in(f"{printed(code)} {code}{check_character(code)}"):
            return code


def _times_two(value: int) -> int:
    """Multiply by x in GF(32) with x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def check_character(code: str) -> str:
    total = 0
    for character in code:
        total = _times_two(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def printed(code: str) -> str:
    """The code as people read it: with check character, in groups of four."""
    whole = code + check_character(code)
    return "-".join(whole[start : start + 4] for start in range(0, len(whole), 4))


def address(base_url: str, code: str) -> str:
    """What the QR holds."""
    return f"{base_url.rstrip('/')}/{code}{check_character(code)}"


def parse(typed: str) -> str:
    """The 26 characters behind what somebody typed or scanned; forgives case, O/0, I/L/1, spaces and dashes.

    Raises CodeRefused: wrong length, a character outside the alphabet, or a check character that does not fit.
    """
    text = typed.translate(_SEPARATORS).upper().translate(_FORGIVEN)
    if len(text) != LENGTH + 1:
        raise CodeRefused("length")
    if not set(text) <= set(ALPHABET):
        raise CodeRefused("character")
    code, check = text[:LENGTH], text[LENGTH]
    if check_character(code) != check:
        raise CodeRefused("check")
    return code
