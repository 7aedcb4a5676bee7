"""Keeping certificates with their frozen facts, public records and copies up to date; for both kinds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certification import stigma
from certification.choices import CertificateKind
from certification.models import Certificate, PublicRecord
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import services as jobs
from foundation.jobs.models import Job

RENDER_BATCH = 500
RENDER_JOB = "certification.render"
NAME_NOT_CONFIRMED = "name_not_confirmed"

# What the public page shows of the facts of each kind: as printed, and no day on which somebody was in a class.
SHOWN = {
    CertificateKind.COMPETENCY: (
        "name", "number", "registration_number", "field_id", "field_en", "scheme_id", "scheme_en", "units",
        "issued_on", "city", "lsp_id", "licence", "phone",
    ),
    CertificateKind.TRAINING: (
        "kind", "name", "number", "programme_id", "programme_en", "units", "total_hours", "issued_on", "city",
        "centre_id", "centre_en", "phone",
    ),
}  # fmt: skip


def verify_address(own: str) -> str:
    """Where the public checks the paper: the issuer's own address, or the portal's. Refused when there is none."""
    if base_url := own or settings.VERIFY_BASE_URL:
        return str(base_url)
    raise ValidationError(
        _("Alamat pemeriksaan keaslian belum diatur, jadi sertifikat belum dapat diterbitkan."),
        code="no_verify_address",
    )


def refuse_stigma(shown: Iterable[str]) -> None:
    """Refuse printed words that tell of custody; the holder's own name is not among them, it may be such a word."""
    if found := stigma.found_in("\n".join(shown)):
        raise ValidationError(
            _("Sertifikat tidak boleh memuat kata “%(word)s”; perbaiki data penerbit atau skema.") % {"word": found[0]},
            code="stigma",
        )


def refuse_unconfirmed(names: Sequence[str]) -> None:
    if names:
        raise ValidationError(
            _("Nama sertifikat belum dikonfirmasi: %(names)s. Minta UPT mengonfirmasi nama lebih dulu.")
            % {"names": ", ".join(names)},
            code=NAME_NOT_CONFIRMED,
        )


def keep(
    made: Sequence[Certificate], verb: str, actor: User, changes: dict[str, Any] | None = None
) -> list[Certificate]:
    """Store the certificates with their public records, all or none, and order their copies."""
    try:
        with transaction.atomic():
            certificates = Certificate.objects.bulk_create(made)
            PublicRecord.objects.bulk_create(public_record(certificate) for certificate in certificates)
    except IntegrityError as clash:
        raise ValidationError(
            _("Nomor sertifikat atau nomor blangko ini baru saja dipakai orang lain; muat ulang halaman."),
            code="number_taken",
        ) from clash
    audit.record(actor, verb, certificates, {"count": len(certificates), **(changes or {})})
    order_rendering(certificates=certificates, actor=actor)
    return certificates


def public_record(certificate: Certificate) -> PublicRecord:
    """What the public page shows of a certificate: what is printed, and nothing else."""
    return PublicRecord(
        code=certificate.code,
        shown={key: certificate.facts[key] for key in SHOWN[CertificateKind(certificate.kind)]},
        state=certificate.state,
        state_since=certificate.state_since,
        valid_until=certificate.valid_until,
        sheet_last3=certificate.sheet_serial[-3:],
        copy_number=certificate.copy_number,
    )


def order_rendering(*, certificates: Sequence[Certificate], actor: User | None) -> None:
    """Order the copies of these certificates, one job for at most 500 of them."""
    for start in range(0, len(certificates), RENDER_BATCH):
        batch = certificates[start : start + RENDER_BATCH]
        jobs.enqueue(
            RENDER_JOB,
            params={"certificates": [certificate.pk for certificate in batch]},
            actor=actor,
            total=len(batch),
            subjects=batch,
        )


@transaction.atomic
def order_missing_copy(*, certificate: Certificate, actor: User) -> None:
    """Order the copy of a certificate that has none, once: what is ordered already is waited for."""
    if not Job.objects.about(certificate).filter(kind=RENDER_JOB).unfinished().exists():
        order_rendering(certificates=[certificate], actor=actor)


def publish(certificate: Certificate) -> None:
    """Bring what the public sees of a certificate up to date: state and since, never a reason; sheet; copy number."""
    PublicRecord.objects.filter(code=certificate.code).update(
        state=certificate.state,
        state_since=certificate.state_since,
        sheet_last3=certificate.sheet_serial[-3:],
        copy_number=certificate.copy_number,
    )


def free_for_print(*, certificates: Sequence[Certificate], actor: User) -> None:
    """The originals are gone: their certificates wait for print again, and no copy names the old sheet any more."""
    for certificate in certificates:
        certificate.sheet_serial, certificate.printed_on = "", None
    Certificate.objects.bulk_update(certificates, ["sheet_serial", "printed_on"])
    PublicRecord.objects.filter(code__in=[each.code for each in certificates]).update(sheet_last3="")
    order_rendering(certificates=certificates, actor=actor)
