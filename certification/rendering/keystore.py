"""PAdES B-B with a local P-256 key out of a PKCS #12 file."""

from __future__ import annotations

import io
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certification.rendering.signing import SigningRefused

FIELD = "Penerbit"


class KeystoreSigner:
    """Signs with the key of one file; loaded once, so that a wrong password shows at the first use."""

    def __init__(self, keystore: Path, password: str) -> None:
        signer = signers.SimpleSigner.load_pkcs12(keystore, passphrase=password.encode())
        if signer is None:
            raise SigningRefused("SIGNING_KEYSTORE tidak dapat dibuka dengan SIGNING_PASSWORD.")
        key = signer.signing_cert.public_key
        if key.algorithm != "ec" or key.curve != ("named", "secp256r1"):
            raise SigningRefused("Kunci di SIGNING_KEYSTORE harus kunci P-256.")
        self._certificate = signer.signing_cert
        self._signer = signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
            ),
            signer=signer,
        )

    def sign(self, pdf: bytes) -> bytes:
        """The same bytes with an invisible signature over all of them behind, verified."""
        made = io.BytesIO()
        self._signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=made)
        self._verify(made.getvalue())
        return made.getvalue()

    def _verify(self, pdf: bytes) -> None:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if len(found) != 1:
            raise SigningRefused("Berkas harus memuat tepat satu tanda tangan.")
        # Whether the key is what it claims to be is for whoever reads the file; here: is it ours, and is it good.
        trusted = ValidationContext(trust_roots=[self._certificate], allow_fetching=False)
        status = validate_pdf_signature(found[0], signer_validation_context=trusted)
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        if not (status.intact and status.valid and whole) or status.signing_cert.dump() != self._certificate.dump():
            raise SigningRefused("Tanda tangan yang baru dibuat tidak lolos pemeriksaan.")
