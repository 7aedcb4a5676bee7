"""From decision to numbered certificate with frozen facts; rendering is ordered in the same transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certification import numbers, stigma
from certification.choices import NumberingMode, SeriesKind
from certification.models import Certificate, Decision, DecisionMeeting, Lsp, NumberSeries, PublicRecord
from certification.rendering import codes
from certification.rendering.facts import CertificateFacts, UnitFact
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.jobs import services as jobs

RENDER_BATCH = 500
NAME_NOT_CONFIRMED = "name_not_confirmed"


@transaction.atomic
def open_series(*, lsp: Lsp, kind: str, year: int = 0, first_number: int, actor: User) -> NumberSeries:
    """Start a counter at a given first number; refused once the series has begun.

    The certificate series never restarts, so its year is 0; a registration series belongs to one year.
    """
    if first_number < 1:
        raise ValidationError(
            {"first_number": ValidationError(_("Nomor pertama paling kecil 1."), code="first_number")}
        )
    series, is_new = NumberSeries.objects.get_or_create(
        lsp=lsp, kind=kind, year=year, defaults={"first_number": first_number, "next_number": first_number}
    )
    if not is_new:
        if series.next_number != series.first_number:
            raise ValidationError(
                _("Seri ini sudah berjalan sampai %(last)d, jadi nomor pertamanya tidak dapat diubah.")
                % {"last": series.next_number - 1},
                code="series_running",
            )
        series.first_number = series.next_number = first_number
        series.save(update_fields=["first_number", "next_number"])
    audit.record(actor, "certification.open_series", series, {"kind": kind, "year": year, "first": first_number})
    return series


def _take_block(lsp: Lsp, kind: str, year: int, count: int) -> int:
    """The first of `count` consecutive numbers; the counter row stays locked until the transaction ends."""
    series = NumberSeries.objects.select_for_update().filter(lsp=lsp, kind=kind, year=year).first()
    if series is None:
        earlier = NumberSeries.objects.filter(lsp=lsp, kind=kind, year__lt=year, year__gt=0).exists()
        if kind != SeriesKind.REGISTRATION or not earlier:
            raise ValidationError(
                _("Seri %(kind)s %(lsp)s belum dibuka; isi nomor pertamanya lebih dulu.")
                % {"kind": SeriesKind(kind).label, "lsp": lsp},
                code="no_series",
            )
        # Registration numbers restart each year; a series that ran before goes on by itself.
        series = NumberSeries.objects.create(lsp=lsp, kind=kind, year=year, first_number=1, next_number=1)
    first = series.next_number
    series.next_number = first + count
    series.save(update_fields=["next_number"])
    return first


@transaction.atomic
def issue_certificates(*, meeting: DecisionMeeting, actor: User) -> list[Certificate]:
    """Number and freeze the competent decisions of a meeting, for an LSP whose register is the portal.

    A decision whose holder has not confirmed the name is held and gets no number until `issue_held`. For an LSP in
    imported mode nothing is issued here: its numbers come by letter (`record_letter_numbers`).
    """
    lsp = meeting.exam.lsp
    if lsp.numbering != NumberingMode.PORTAL:
        return []
    ready = []
    for decision in _competent_without_certificate().filter(meeting=meeting):
        if decision.assessment.inmate.name_is_confirmed:
            ready.append(decision)
        else:
            decision.is_held, decision.note = True, NAME_NOT_CONFIRMED
            decision.save(update_fields=["is_held", "note"])
    return _issue_from_counter(lsp, ready, actor)


@transaction.atomic
def issue_held(*, decisions: Iterable[Decision], actor: User) -> list[Certificate]:
    """Let go decisions that waited for a confirmed name, and number them; all or none."""
    rows = list(
        _competent_without_certificate(held=True)
        .filter(pk__in=[decision.pk for decision in decisions], note=NAME_NOT_CONFIRMED)
        .select_for_update(of=("self",))
    )
    if not rows:
        raise ValidationError(_("Tidak ada keputusan yang menunggu nomor; muat ulang halaman."), code="nothing_held")
    unconfirmed = [row.assessment.inmate.name for row in rows if not row.assessment.inmate.name_is_confirmed]
    if unconfirmed:
        raise ValidationError(_name_sentence(unconfirmed), code=NAME_NOT_CONFIRMED)
    lsps = {row.assessment.exam.lsp_id: row.assessment.exam.lsp for row in rows}
    if len(lsps) != 1:
        raise ValidationError(_("Pilih keputusan dari satu LSP saja."), code="one_lsp")
    Decision.objects.filter(pk__in=[row.pk for row in rows]).update(is_held=False, note="")
    return _issue_from_counter(next(iter(lsps.values())), rows, actor)


def _name_sentence(names: Sequence[str]) -> str:
    return _("Nama sertifikat belum dikonfirmasi: %(names)s. Minta UPT mengonfirmasi nama lebih dulu.") % {
        "names": ", ".join(names)
    }


def _competent_without_certificate(*, held: bool = False) -> QuerySet[Decision]:
    return (
        Decision.objects.waiting_for_number()
        .filter(is_held=held)
        .select_related("assessment__inmate", "assessment__exam__scheme__field", "assessment__exam__lsp", "meeting")
        .order_by("assessment__candidate_number", "pk")
    )


def _issue_from_counter(lsp: Lsp, decisions: Sequence[Decision], actor: User) -> list[Certificate]:
    if not decisions:
        return []
    first = _take_block(lsp, SeriesKind.CERTIFICATE, 0, len(decisions))
    by_year = Counter(decision.meeting.letter_date.year for decision in decisions)
    next_registration = {
        year: _take_block(lsp, SeriesKind.REGISTRATION, year, count) for year, count in sorted(by_year.items())
    }
    numbered = []
    for serial, decision in enumerate(decisions, start=first):
        scheme, year = decision.assessment.exam.scheme, decision.meeting.letter_date.year
        registration_serial = next_registration[year]
        next_registration[year] += 1
        numbered.append(
            Numbered(
                decision=decision,
                number=numbers.certificate_number(
                    kbli5=scheme.kbli5, kbji4=scheme.kbji4, level=scheme.kkni_level, serial=serial, year=year
                ),
                registration_number=numbers.registration_number(
                    sector=lsp.sector_code, licence=lsp.licence_number, serial=registration_serial, year=year
                ),
                serial=serial,
                registration_serial=registration_serial,
            )
        )
    return _freeze(lsp, numbered, actor)


@dataclass(frozen=True)
class Numbered:
    """A decision with the numbers that its certificate gets."""

    decision: Decision
    number: str
    registration_number: str
    serial: int | None = None
    registration_serial: int | None = None
    sheet_serial: str = ""


@transaction.atomic
def record_letter_numbers(*, lsp: Lsp, rows: Sequence[Numbered], actor: User) -> list[Certificate]:
    """Take over numbers that came by letter from the LSP or BNSP; all rows or none.

    Irregular old numbers exist, so a shape is not enforced; what is refused is an empty or doubled number, a decision
    that already has a certificate, an unconfirmed name, and an LSP whose numbers come from the portal's counter.
    """
    if lsp.numbering != NumberingMode.IMPORTED:
        raise ValidationError(_("LSP ini dinomori oleh portal; nomor tidak dapat diketik."), code="portal_mode")
    if not rows:
        raise ValidationError(_("Isi paling sedikit satu nomor sertifikat."), code="no_rows")
    known = {
        decision.pk: decision
        for decision in _competent_without_certificate().filter(
            pk__in=[row.decision.pk for row in rows], assessment__exam__lsp=lsp
        )
    }
    if len(known) != len(rows):
        raise ValidationError(
            _("Sebagian peserta sudah bernomor atau keputusannya ditahan; muat ulang halaman."), code="not_waiting"
        )
    unconfirmed = [
        decision.assessment.inmate.name
        for decision in known.values()
        if not decision.assessment.inmate.name_is_confirmed
    ]
    if unconfirmed:
        raise ValidationError(_name_sentence(unconfirmed), code=NAME_NOT_CONFIRMED)
    typed = [row.number for row in rows]
    taken = set(Certificate.objects.filter(lsp=lsp, number__in=typed).values_list("number", flat=True))
    for row in rows:
        if not row.number.strip() or not row.registration_number.strip():
            raise ValidationError(
                _("%(name)s: nomor sertifikat dan nomor registrasi harus diisi keduanya.")
                % {"name": known[row.decision.pk].assessment.inmate.name},
                code="number_missing",
            )
        if row.number in taken or typed.count(row.number) > 1:
            raise ValidationError(
                _("Nomor %(number)s sudah dipakai; periksa kembali surat dari LSP.") % {"number": row.number},
                code="number_taken",
            )
        if row.sheet_serial and not numbers.SHEET_SERIAL.fullmatch(row.sheet_serial):
            raise ValidationError(
                _("Nomor blangko %(serial)s harus 8 angka.") % {"serial": row.sheet_serial}, code="sheet_serial"
            )
    fresh = [Numbered(**{**vars(row), "decision": known[row.decision.pk]}) for row in rows]
    return _freeze(lsp, fresh, actor)


def _freeze(lsp: Lsp, rows: Sequence[Numbered], actor: User) -> list[Certificate]:
    base_url = lsp.verify_base_url or settings.VERIFY_BASE_URL
    if not base_url:
        raise ValidationError(
            _("Alamat pemeriksaan keaslian belum diatur, jadi sertifikat belum dapat diterbitkan."),
            code="no_verify_address",
        )
    units: dict[int, tuple[UnitFact, ...]] = {}
    made = []
    for row in rows:
        scheme = row.decision.assessment.exam.scheme
        if scheme.pk not in units:
            units[scheme.pk] = tuple(
                UnitFact(entry.unit.code, entry.unit.title_id, entry.unit.title_en)
                for entry in scheme.scheme_units.select_related("unit").order_by("position")
            )
        made.append(_certificate(lsp, row, units[scheme.pk], base_url))
    try:
        with transaction.atomic():
            certificates = Certificate.objects.bulk_create(made)
            PublicRecord.objects.bulk_create(public_record(certificate) for certificate in certificates)
    except IntegrityError as clash:
        raise ValidationError(
            _("Nomor sertifikat atau nomor blangko ini baru saja dipakai orang lain; muat ulang halaman."),
            code="number_taken",
        ) from clash
    audit.record(actor, "certification.issue", certificates, {"count": len(certificates)})
    order_rendering(certificates=certificates, actor=actor)
    return certificates


def _certificate(lsp: Lsp, row: Numbered, units: tuple[UnitFact, ...], base_url: str) -> Certificate:
    exam, inmate, issued_on = (
        row.decision.assessment.exam,
        row.decision.assessment.inmate,
        row.decision.meeting.letter_date,
    )
    scheme = exam.scheme
    facts = CertificateFacts(
        name=inmate.certificate_name,
        number=row.number,
        registration_number=row.registration_number,
        field_id=scheme.field.title_id,
        field_en=scheme.field.title_en,
        scheme_id=scheme.title_id,
        scheme_en=scheme.title_en,
        units=units,
        validity_years=scheme.validity_years,
        issued_on=issued_on,
        valid_until=numbers.valid_until(issued_on, scheme.validity_years),
        city=lsp.city,
        lsp_id=lsp.name_id,
        lsp_en=lsp.name_en,
        licence=lsp.licence,
        phone=lsp.phone,
        chairman=lsp.chairman,
        certification_manager=lsp.certification_manager,
        code=codes.new_code(),
        verify_base_url=base_url,
    )
    refuse_stigma(facts)
    return Certificate(
        decision=row.decision,
        inmate=inmate,
        lsp=lsp,
        scheme=scheme,
        number=row.number,
        registration_number=row.registration_number,
        serial=row.serial,
        registration_serial=row.registration_serial,
        code=facts.code,
        facts=facts.to_json(),
        issued_on=issued_on,
        valid_until=facts.valid_until,
        sheet_serial=row.sheet_serial,
    )


def refuse_stigma(facts: CertificateFacts) -> None:
    """Refuse facts that hold a word that tells of custody; the holder's own name may be such a word."""
    shown = [
        facts.number, facts.registration_number, facts.field_id, facts.field_en, facts.scheme_id, facts.scheme_en,
        facts.city, facts.lsp_id, facts.lsp_en, facts.chairman, facts.certification_manager, facts.verify_base_url,
        *(text for unit in facts.units for text in (unit.code, unit.title_id, unit.title_en)),
    ]  # fmt: skip
    if found := stigma.found_in("\n".join(shown)):
        raise ValidationError(
            _("Sertifikat tidak boleh memuat kata “%(word)s”; perbaiki data LSP atau skema.") % {"word": found[0]},
            code="stigma",
        )


def public_record(certificate: Certificate) -> PublicRecord:
    """What the public page shows of a certificate: exactly what is printed, and nothing else."""
    facts = certificate.facts
    shown = {
        key: facts[key]
        for key in (
            "name", "number", "registration_number", "field_id", "field_en", "scheme_id", "scheme_en", "units",
            "issued_on", "city", "lsp_id", "licence", "phone",
        )
    }  # fmt: skip
    return PublicRecord(
        code=certificate.code,
        shown=shown,
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
            "certification.render",
            params={"certificates": [certificate.pk for certificate in batch]},
            actor=actor,
            total=len(batch),
            subjects=batch,
        )
