"""The signature of an issuer on a finished copy, behind an interface: a local key now, another signer later.

A signature is the very last step: whatever writes the file afterwards breaks it. Nothing on the page speaks of it. The
libraries of the local key are loaded at the first signature only.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol

from certification.rendering.check import FileRefused, check
from certification.rendering.facts import Facts
from certification.rendering.forms import Form, Mark


class SigningRefused(ValueError):
    """The signature cannot be made, or is not good; the file must not leave."""


class Signer(Protocol):
    """Signs a finished PDF."""

    def sign(self, pdf: bytes) -> bytes:
        """The same bytes with a signature behind them, verified; raises SigningRefused."""


def keystore_signer(keystore: Path, password: str) -> Signer:
    """Signs with the P-256 key of a PKCS #12 file; raises SigningRefused."""
    made: Signer = import_module("certification.rendering.keystore").KeystoreSigner(keystore, password)
    return made


def signed(pdf: bytes, signer: Signer, facts: Facts, mark: Mark) -> bytes:
    """A checked copy with its signature, checked once more; raises SigningRefused and FileRefused."""
    made = signer.sign(pdf)
    if not made.startswith(pdf):
        raise FileRefused("the signature changed the file that was checked")
    check(made, facts, Form.COPY, mark)
    return made
