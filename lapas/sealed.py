"""Identity numbers at rest: sealed with AES-256-GCM, found again only through a keyed index.

A sealed text is `<key id>:<base64 of nonce and ciphertext>`. It is bound to its place, so that a ciphertext copied to
another row does not open. The index is an HMAC with a key of its own: an unkeyed hash of a NIK is guessed in hours.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import uuid
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE = 12


class SealBroken(ValueError):
    """The text was changed, belongs to another row, or was sealed with a key that is not configured."""


def _keys() -> dict[str, bytes]:
    """Key id → key, from `NIK_KEY`: "id:hex", several separated by commas; the first one seals, all of them open."""
    return _read_keys(settings.NIK_KEY)


@lru_cache(maxsize=4)
def _read_keys(text: str) -> dict[str, bytes]:
    keys = {}
    for entry in text.split(","):
        key_id, _colon, hexadecimal = entry.strip().partition(":")
        try:
            key = bytes.fromhex(hexadecimal)
        except ValueError as error:
            raise ImproperlyConfigured("NIK_KEY: write <key id>:<64 hexadecimal digits>.") from error
        if not key_id or len(key) != 32:
            raise ImproperlyConfigured("NIK_KEY: write <key id>:<64 hexadecimal digits>.")
        keys[key_id] = key
    return keys


def place_of(inmate_uuid: uuid.UUID) -> str:
    """The place that the NIK of a person is bound to."""
    return f"lapas.Inmate.nik:{inmate_uuid}"


def seal(text: str, *, place: str) -> str:
    """Encrypt `text` for `place`; twice the same text gives two different results."""
    key_id, key = next(iter(_keys().items()))
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), place.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, place: str) -> str:
    """The text that was sealed for `place`; raises SealBroken."""
    key_id, _colon, packed = sealed.partition(":")
    key = _keys().get(key_id)
    if key is None:
        raise SealBroken(f"No key {key_id!r} in NIK_KEY.")
    try:
        raw = base64.b64decode(packed, validate=True)
        return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise SealBroken("The sealed text was changed or belongs to another row.") from error


def index_of(text: str) -> str:
    """The blind index: equal texts give equal indexes, and nobody without the key can try texts out."""
    return indexes_of(text)[0]


def indexes_of(text: str) -> tuple[str, ...]:
    """The index under every key of `NIK_INDEX_KEY`, the first one first: while keys rotate a row has either."""
    said = text.encode()
    return tuple(hmac.digest(key, said, "sha256").hex() for key in _read_index_keys(settings.NIK_INDEX_KEY))


def is_current(sealed: str) -> bool:
    """Whether the text was sealed with the key that seals now."""
    return sealed.partition(":")[0] == next(iter(_keys()))


@lru_cache(maxsize=4)
def _read_index_keys(text: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(entry.strip()) for entry in text.split(","))
