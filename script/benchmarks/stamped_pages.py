"""The same document by our own fast way: laid out once, then stamped."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from benchmarks.document import Person
from certification.rendering.blobs import Blobs, Order
from certification.rendering.forms import Form
from certification.rendering.room import Room, Sheetful
from certification.rendering.signing import Signer, keystore_signer, signed

# So many alike are announced that compiling is worth it from the first on, as a job announces its batch.
ALIKE = 500
PASSWORD = "bench"
# The signer wants an event loop of its own, and the one of the browser runs in the thread of the bench.
APART = ThreadPoolExecutor(1)


class Stamped:
    """From facts to PDF without the check."""

    def __init__(self, folder: Path) -> None:
        self.blobs = Blobs(folder)
        self.is_announced = False

    def __call__(self, person: Person) -> bytes:
        order = Order(person.facts, Form.COPY, person.mark)
        if not self.is_announced:
            for _one in range(ALIKE):
                self.blobs.expect(order)
            self.is_announced = True
        made: bytes = self.blobs.stamp_for(order).file(order.person())
        return made


class Checked:
    """What a job calls: stamped, and checked as every file that leaves."""

    def __init__(self, folder: Path) -> None:
        self.room = Room(folder)
        self.is_announced = False

    def __call__(self, person: Person) -> bytes:
        if not self.is_announced:
            self.room.expect([Sheetful(person.facts, Form.COPY, person.mark)] * ALIKE)
            self.is_announced = True
        made = self.room.render(person.facts, Form.COPY, person.mark)
        if made.way != "stamped":
            raise RuntimeError(f"Not stamped: {made.reason}")
        return made.pdf


class Signed:
    """Stamped and signed with a key of this run; the signature is verified, the page is not checked."""

    def __init__(self, stamped: Stamped, signer: Signer) -> None:
        self.stamped, self.signer = stamped, signer

    def __call__(self, person: Person) -> bytes:
        return APART.submit(self.signer.sign, self.stamped(person)).result()


class SignedChecked:
    """What a job does where a key is set: stamped, checked, signed, checked whole once more."""

    def __init__(self, checked: Checked, signer: Signer) -> None:
        self.checked, self.signer = checked, signer

    def __call__(self, person: Person) -> bytes:
        return APART.submit(signed, self.checked(person), self.signer, person.facts, person.mark).result()


def signer_in(folder: Path) -> Signer:
    """A signer with a fresh P-256 key, kept in the folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
        .sign(key, hashes.SHA256())
    )
    keystore = folder / "key.p12"
    secret = serialization.BestAvailableEncryption(PASSWORD.encode())
    keystore.write_bytes(pkcs12.serialize_key_and_certificates(b"bench", key, certificate, None, secret))
    return keystore_signer(keystore, PASSWORD)
