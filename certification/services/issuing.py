"""From decision to numbered certificate with frozen facts; rendering is ordered in the same transaction."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from certification import numbers
from certification.choices import CertificateState, NumberingMode, SeriesKind, SheetStatus
from certification.models import Assessment, Certificate, Decision, DecisionMeeting, Lsp, NumberLetter, Sheet
from certification.rendering import codes
from certification.rendering.facts import CertificateFacts, UnitFact
from certification.services.counters import take_block
from certification.services.freezing import (
    NAME_NOT_CONFIRMED,
    keep,
    refuse_stigma,
    refuse_unconfirmed,
    verify_address,
)
from certification.services.sheets import move_sheets
from foundation.accounts.models import User
from lapas.services.holding import hold_owners
from training.models import Scheme


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
    asked = [decision.pk for decision in decisions]
    hold_owners(Assessment.objects.filter(decision__in=asked))
    rows = list(
        _competent_without_certificate(held=True)
        .filter(pk__in=asked, note=NAME_NOT_CONFIRMED)
        .select_for_update(of=("self",))
    )
    if not rows:
        raise ValidationError(_("Tidak ada keputusan yang menunggu nomor; muat ulang halaman."), code="nothing_held")
    refuse_unconfirmed([row.assessment.inmate.name for row in rows if not row.assessment.inmate.name_is_confirmed])
    lsps = {row.assessment.exam.lsp_id: row.assessment.exam.lsp for row in rows}
    if len(lsps) != 1:
        raise ValidationError(_("Pilih keputusan dari satu LSP saja."), code="one_lsp")
    Decision.objects.filter(pk__in=[row.pk for row in rows]).update(is_held=False, note="")
    return _issue_from_counter(next(iter(lsps.values())), rows, actor)


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
    first = take_block(lsp, SeriesKind.CERTIFICATE, 0, len(decisions))
    by_year = Counter(decision.meeting.letter_date.year for decision in decisions)
    next_registration = {
        year: take_block(lsp, SeriesKind.REGISTRATION, year, count) for year, count in sorted(by_year.items())
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


@transaction.atomic
def issue_replacement(*, certificate: Certificate, actor: User) -> list[Certificate]:
    """Number the decision of a replaced certificate anew where the portal counts; by letter it waits for its letter.

    The caller holds the person, from before it locked the certificate.
    """
    lsp, decision = certificate.lsp, certificate.decision
    assert lsp is not None  # a certificate of competence
    assert decision is not None
    if lsp.numbering != NumberingMode.PORTAL:
        return []
    decisions = _competent_without_certificate().filter(pk=decision.pk)
    return _issue_from_counter(lsp, list(decisions), actor)


def _replaced(rows: Sequence[Numbered]) -> dict[int | None, Certificate]:
    """Decision → the replaced certificate that waits for its successor."""
    waiting = Certificate.objects.filter(
        decision__in=[row.decision for row in rows], state=CertificateState.REPLACED, successor__isnull=True
    )
    return {certificate.decision_id: certificate for certificate in waiting if certificate.decision_id}


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
def record_letter_numbers(
    *, lsp: Lsp, rows: Sequence[Numbered], letter: NumberLetter, actor: User
) -> list[Certificate]:
    """Take over numbers that came by letter from the LSP or BNSP; all rows or none.

    Irregular old numbers exist, so a shape is not enforced; what is refused is an empty or doubled number, a decision
    that already has a certificate, an unconfirmed name, a sheet that is not among the LSP's blank ones, and an LSP
    whose numbers come from the portal's counter. A sheet that the letter names is bound to its certificate.
    """
    if lsp.numbering != NumberingMode.IMPORTED:
        raise ValidationError(_("LSP ini dinomori oleh portal; nomor tidak dapat diketik."), code="portal_mode")
    if not rows:
        raise ValidationError(_("Isi paling sedikit satu nomor sertifikat."), code="no_rows")
    hold_owners(Assessment.objects.filter(decision__in=[row.decision for row in rows]))
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
    refuse_unconfirmed(
        [
            decision.assessment.inmate.name
            for decision in known.values()
            if not decision.assessment.inmate.name_is_confirmed
        ]
    )
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
    sheets = _blank_sheets(lsp, [row.sheet_serial for row in rows if row.sheet_serial])
    made = _freeze(lsp, fresh, actor, letter)
    move_sheets(sheets=sheets.values(), to=SheetStatus.IN_RUN)
    for certificate in made:
        if sheet := sheets.get(certificate.sheet_serial):
            move_sheets(sheets=[sheet], to=SheetStatus.PRINTED, certificate=certificate)
    return made


def _blank_sheets(lsp: Lsp, serials: Sequence[str]) -> dict[str, Sheet]:
    """The LSP's blank sheets with these serials; one that was not received is refused."""
    found = {sheet.serial: sheet for sheet in Sheet.objects.free().filter(lsp=lsp, serial__in=serials)}
    if missing := [serial for serial in serials if serial not in found]:
        raise ValidationError(
            _(
                "Blangko %(serial)s tidak ada di antara blangko kosong yang diterima LSP ini. Catat dulu lotnya, atau "
                "kosongkan nomor blangkonya."
            )
            % {"serial": missing[0]},
            code="sheet_not_received",
        )
    return found


def _freeze(lsp: Lsp, rows: Sequence[Numbered], actor: User, letter: NumberLetter | None = None) -> list[Certificate]:
    base_url = verify_address(lsp.verify_base_url)
    units: dict[int, tuple[UnitFact, ...]] = {}
    made = []
    replaced = _replaced(rows)
    for row in rows:
        scheme = row.decision.assessment.exam.scheme
        if scheme.pk not in units:
            units[scheme.pk] = _units_of(scheme)
        certificate = _certificate(lsp, row, units[scheme.pk], base_url)
        certificate.replaces, certificate.letter = replaced.get(row.decision.pk), letter
        if letter is not None and row.sheet_serial:
            certificate.printed_on = letter.letter_date
        made.append(certificate)
    return keep(made, "certification.issue", actor)


def preview_facts(decision: Decision) -> CertificateFacts:
    """What the certificate of a competent decision will say; numbers and code are still empty."""
    assessment = decision.assessment
    return _facts(
        assessment.exam.lsp,
        Numbered(decision, number="", registration_number=""),
        _units_of(assessment.exam.scheme),
        name=assessment.inmate.certificate_name or assessment.inmate.name,
        code="",
        base_url="",
    )


def _units_of(scheme: Scheme) -> tuple[UnitFact, ...]:
    return tuple(
        UnitFact(entry.unit.code, entry.unit.title_id, entry.unit.title_en)
        for entry in scheme.scheme_units.select_related("unit").order_by("position")
    )


def facts_of(
    *,
    lsp: Lsp,
    scheme: Scheme,
    units: tuple[UnitFact, ...],
    issued_on: datetime.date,
    name: str,
    number: str,
    registration_number: str,
    code: str,
    base_url: str,
) -> CertificateFacts:
    """What a certificate of competence in the scheme, issued by the LSP on that day, says."""
    return CertificateFacts(
        name=name,
        number=number,
        registration_number=registration_number,
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
        code=code,
        verify_base_url=base_url,
    )


def _facts(
    lsp: Lsp, row: Numbered, units: tuple[UnitFact, ...], *, name: str, code: str, base_url: str
) -> CertificateFacts:
    return facts_of(
        lsp=lsp,
        scheme=row.decision.assessment.exam.scheme,
        units=units,
        issued_on=row.decision.meeting.letter_date,
        name=name,
        number=row.number,
        registration_number=row.registration_number,
        code=code,
        base_url=base_url,
    )


def _certificate(lsp: Lsp, row: Numbered, units: tuple[UnitFact, ...], base_url: str) -> Certificate:
    inmate = row.decision.assessment.inmate
    facts = _facts(lsp, row, units, name=inmate.certificate_name, code=codes.new_code(), base_url=base_url)
    refuse_stigma(printed_words(facts))
    return Certificate(
        decision=row.decision,
        inmate=inmate,
        lsp=lsp,
        scheme=row.decision.assessment.exam.scheme,
        number=row.number,
        registration_number=row.registration_number,
        serial=row.serial,
        registration_serial=row.registration_serial,
        code=facts.code,
        facts=facts.to_json(),
        issued_on=facts.issued_on,
        valid_until=facts.valid_until,
        sheet_serial=row.sheet_serial,
    )


def printed_words(facts: CertificateFacts) -> list[str]:
    """Everything on the paper but the holder's name."""
    return [
        facts.number, facts.registration_number, facts.field_id, facts.field_en, facts.scheme_id, facts.scheme_en,
        facts.city, facts.lsp_id, facts.lsp_en, facts.chairman, facts.certification_manager, facts.verify_base_url,
        *(text for unit in facts.units for text in (unit.code, unit.title_id, unit.title_en)),
    ]  # fmt: skip
