"""Signed copies: off by default, verified after signing, checked like any other, and broken by any later change."""

import io

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certification import jobs, stigma
from certification.models import Certificate
from certification.rendering.check import FileRefused, check
from certification.rendering.forms import Form, Mark
from certification.rendering.full import render_full
from certification.rendering.signing import SigningRefused, keystore_signer, signed
from foundation import stored
from tests.certification.issuing_world import issued
from tests.certification.keystores import PASSWORD, make_keystore
from tests.certification.paper import facts_with, metadata_of, text_of


@pytest.fixture(scope="module")
def keystore(tmp_path_factory):
    return make_keystore(tmp_path_factory.mktemp("keys") / "issuer.p12")


@pytest.fixture(scope="module")
def facts():
    return facts_with()


@pytest.fixture(scope="module")
def copy(facts):
    return render_full(facts)


@pytest.fixture(scope="module")
def made(keystore, facts, copy):
    return signed(copy, keystore_signer(keystore, PASSWORD), facts, Mark())


def _status(pdf):
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    trusted = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    return validate_pdf_signature(signature, trusted)


def test_signed_copy_carries_one_good_pades_signature_over_the_whole_file(made):
    (signature,) = PdfFileReader(io.BytesIO(made)).embedded_signatures
    assert str(signature.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"
    status = _status(made)
    assert status.intact
    assert status.valid
    assert status.coverage.name == "ENTIRE_FILE"


def test_signed_copy_keeps_the_checked_bytes_and_passes_the_same_check(made, copy, facts):
    assert made.startswith(copy)
    check(made, facts)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert opened.open_metadata().pdfa_status == "2B"
        assert opened.Root.OutputIntents
        assert bool(opened.Root.MarkInfo.Marked)


def test_signed_copy_says_no_word_about_it(made, copy, facts):
    assert text_of(made) == text_of(copy)
    assert facts.issuer in metadata_of(made)
    assert stigma.found_in(metadata_of(made)) == []


def test_signature_breaks_when_a_byte_changes(made):
    at = made.index(b"/StructTreeRoot")
    spoilt = made[:at] + b"/StructTreeRood" + made[at + 15 :]
    assert not _status(spoilt).intact


def test_signing_refuses_a_wrong_password(keystore):
    with pytest.raises(SigningRefused, match="SIGNING_PASSWORD"):
        keystore_signer(keystore, "salah")


def test_signing_refuses_a_key_of_another_kind(tmp_path):
    other = make_keystore(tmp_path / "other.p12", ec.SECP384R1())
    with pytest.raises(SigningRefused, match="P-256"):
        keystore_signer(other, PASSWORD)


class _Rewriting:
    """A signer that saves the file anew, as no signer may."""

    def sign(self, pdf):
        made = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            opened.save(made)
        return made.getvalue()


def test_signer_that_changes_the_checked_file_is_refused(copy, facts):
    with pytest.raises(FileRefused):
        signed(copy, _Rewriting(), facts, Mark())


def test_check_refuses_a_form_that_is_no_signature(copy, facts):
    with pikepdf.open(io.BytesIO(copy)) as opened:
        field = opened.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="x", Rect=[0, 0, 0, 0]))
        opened.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
        spoilt = io.BytesIO()
        opened.save(spoilt)
    with pytest.raises(FileRefused, match="AcroForm"):
        check(spoilt.getvalue(), facts, Form.COPY)


@pytest.fixture
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    jobs.signer.cache_clear()
    yield
    jobs.signer.cache_clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("own_files")
def test_job_signs_the_copy_only_where_a_key_is_set(settings, keystore):
    (certificate,) = issued(1)
    assert b"/ByteRange" not in stored.read("certificates", certificate.pdf_sha256)
    settings.SIGNING_KEYSTORE, settings.SIGNING_PASSWORD = keystore, PASSWORD
    jobs.signer.cache_clear()
    (certificate,) = issued(1)
    row = Certificate.objects.get(pk=certificate.pk)
    pdf = stored.read("certificates", row.pdf_sha256)
    assert len(pdf) == row.pdf_size
    assert _status(pdf).intact
