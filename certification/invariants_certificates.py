"""Promises about certificates, numbers, files and public records."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from certification.choices import CertificateState, Competence, NumberingMode, SeriesKind
from certification.models import Certificate, Decision, HandOver, NumberSeries, PublicRecord, VoidedNumber
from certification.services.freezing import public_record
from foundation import stored
from foundation.collect import Invariant
from training.choices import TrainingOutcome

CHUNK = 500


def certificate_checks() -> list[Invariant]:
    return [
        Invariant(
            "certification.certificate_per_decision",
            "Every competent decision of a portal-mode LSP that is not held has exactly one certificate with a number.",
            _decisions_without_certificate,
        ),
        Invariant(
            "certification.numbers_contiguous",
            "The numbers of a series run without a gap from its first number to its counter, each once.",
            _number_gaps,
        ),
        Invariant(
            "certification.training_passed",
            "Every training certificate stands on a passed enrolment in a class of its centre.",
            _training_without_pass,
        ),
        Invariant(
            "certification.voided",
            "A voided certificate keeps its reason and was never handed over.",
            _voided,
        ),
        Invariant(
            "certification.file_whole", "The stored copy of a certificate is there and has its hash.", _broken_files
        ),
        Invariant(
            "certification.public_record_agrees",
            "The public record says exactly what its certificate says.",
            _public_differences,
        ),
    ]


def _decisions_without_certificate() -> Iterator[str]:
    bare = Decision.objects.waiting_for_number().filter(
        is_held=False, assessment__exam__lsp__numbering=NumberingMode.PORTAL
    )
    for pk in bare.values_list("pk", flat=True):
        yield f"decision {pk} is competent and has no certificate"
    for pk in Certificate.objects.filter(number="").values_list("pk", flat=True):
        yield f"certificate {pk} has no number"
    wrong = Certificate.objects.of_competence()
    for pk in wrong.exclude(decision__outcome=Competence.COMPETENT).values_list("pk", flat=True):
        yield f"certificate {pk} stands on a decision that is not competent"


def _training_without_pass() -> Iterator[str]:
    standing = Certificate.objects.of_training()
    for pk in standing.exclude(enrolment__outcome=TrainingOutcome.PASSED).values_list("pk", flat=True):
        yield f"training certificate {pk} stands on an enrolment that was not passed"
    for pk in standing.exclude(centre=F("enrolment__training_class__centre")).values_list("pk", flat=True):
        yield f"training certificate {pk} is not of the centre that gave the class"


def _voided() -> Iterator[str]:
    kept = VoidedNumber.objects.filter(certificate=OuterRef("pk"))
    wrong = Certificate.objects.annotate(has_reason=Exists(kept)).exclude(
        Q(state=CertificateState.VOIDED, has_reason=True) | (~Q(state=CertificateState.VOIDED) & Q(has_reason=False))
    )
    for pk in wrong.values_list("pk", flat=True):
        yield f"certificate {pk} is voided without a reason, or has a reason and is not voided"
    for pk in HandOver.objects.filter(certificate__state=CertificateState.VOIDED).values_list("certificate", flat=True):
        yield f"certificate {pk} is voided and was handed over"


def _number_gaps() -> Iterator[str]:
    for series in NumberSeries.objects.select_related("lsp", "centre"):
        # Voided numbers keep their rows, so they count like the others.
        rows = Certificate.objects.filter(lsp=series.lsp, centre=series.centre)
        if series.kind == SeriesKind.CERTIFICATE:
            numbered = rows.filter(issued_on__year=series.year) if series.year else rows
            used = numbered.filter(serial__isnull=False).values_list("serial", flat=True)
        else:
            used = rows.filter(registration_serial__isnull=False, issued_on__year=series.year).values_list(
                "registration_serial", flat=True
            )
        have = sorted(serial for serial in used if serial is not None)
        if have != list(range(series.first_number, series.next_number)):
            last = series.next_number - 1
            yield f"series {series.pk} ({series}) runs {series.first_number}..{last}, used: {len(have)}"


def _broken_files() -> Iterator[str]:
    for pk, digest in Certificate.objects.rendered().values_list("pk", "pdf_sha256").iterator(CHUNK):
        if not stored.is_whole("certificates", digest):
            yield f"certificate {pk}: file {digest[:12]}… is missing or changed"


def _public_differences() -> Iterator[str]:
    known = PublicRecord.objects.in_bulk()
    for certificate in Certificate.objects.iterator(CHUNK):
        there, wanted = known.pop(certificate.code, None), public_record(certificate)
        if there is None:
            yield f"certificate {certificate.pk} has no public record"
        elif any(
            getattr(there, name) != getattr(wanted, name)
            for name in ("shown", "state", "state_since", "valid_until", "sheet_last3", "copy_number")
        ):
            yield f"public record of certificate {certificate.pk} differs"
    # A record without certificate may be a civilian one of the same issuer; nothing to compare it with.
