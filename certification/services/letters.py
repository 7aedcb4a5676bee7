"""Letters with numbers: uploaded or typed, matched to who waits, applied whole or its good rows, or put away."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from certification.choices import CertificateState, LetterState, NumberingMode
from certification.letters import columns
from certification.letters.matching import Given, Group, Verdict, Waiting, match
from certification.letters.reading import LetterRow, Listed
from certification.models import Certificate, Decision, Lsp, NumberLetter, Sheet
from certification.services.counters import Issuer, owned_by
from certification.services.freezing import NAME_NOT_CONFIRMED
from certification.services.issuing import Numbered, record_letter_numbers
from certification.services.training_certificates import (
    NumberedTraining,
    issuer_of,
    record_training_numbers,
    waiting_for_certificate,
)
from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from training.models import Enrolment, TrainingCentre, TrainingClass


@transaction.atomic
def open_letter(
    *,
    issuer: Issuer,
    letter_number: str,
    letter_date: datetime.date,
    actor: User,
    listed: Listed | None = None,
    file_name: str = "",
    file_sha256: str = "",
) -> NumberLetter:
    """Keep a letter; with a list it waits to be looked at, without one its numbers are typed at once.

    Refused: an issuer that the portal numbers, a day to come, a list that was taken before.
    """
    mode = issuer.numbering if isinstance(issuer, Lsp) else issuer_of(issuer).numbering
    if mode != NumberingMode.IMPORTED:
        raise ValidationError(
            _("Penerbit ini dinomori oleh portal; nomor dari surat tidak dipakai."), code="portal_mode"
        )
    if letter_date > clock.today():
        raise ValidationError({"letter_date": ValidationError(_("Tanggal surat belum tiba."), code="future")})
    known = NumberLetter.objects.filter(**owned_by(issuer), file_sha256=file_sha256).exclude(
        state=LetterState.DISCARDED
    )
    if file_sha256 and (before := known.first()) is not None:
        raise ValidationError(
            _("Berkas ini sudah diunggah untuk surat %(number)s; buka surat itu.") % {"number": before.letter_number},
            code="same_file",
        )
    letter = NumberLetter.objects.create(
        **owned_by(issuer),
        letter_number=" ".join(letter_number.split()),
        letter_date=letter_date,
        state=LetterState.WAITING if listed else LetterState.APPLIED,
        file_name=file_name[:200],
        file_sha256=file_sha256,
        rows=[asdict(row) for row in listed.rows] if listed else [],
        warnings=listed.warnings if listed else [],
        recorded_by=actor,
        recorded_at=clock.now(),
    )
    audit.record(actor, "certification.open_letter", letter, {"rows": len(letter.rows)})
    return letter


def verdicts_of(letter: NumberLetter) -> list[Verdict]:
    """What would become of each row if the letter were applied now."""
    rows = [LetterRow(**row) for row in letter.rows]
    numbers = [row.get(columns.NUMBER) for row in rows]
    of_issuer = Certificate.objects.filter(lsp=letter.lsp, centre=letter.centre)
    known = list(of_issuer.filter(number__in=numbers).values_list("number", "facts__name", "state"))
    taken = {number: name or "" for number, name, _state in known}
    voided = {number for number, _name, state in known if state == CertificateState.VOIDED}
    if letter.lsp is not None:
        return match(rows, _waiting_at_lsp(letter.lsp), Given(taken, voided, _free_sheets(letter.lsp, rows)))
    assert letter.centre is not None  # letter_of_one_issuer
    return match(rows, _waiting_at_centre(letter.centre), Given(taken, voided, needs_registration=False))


@transaction.atomic
def apply_letter(*, letter: NumberLetter, only_good: bool, actor: User) -> list[Certificate]:
    """Give the numbers of the list: all rows or none, or with `only_good` those that were matched.

    Rows that are numbered already count as done. The rows are forgotten, the letter's number and day stay.
    """
    locked = lock_waiting(letter)
    verdicts = verdicts_of(locked)
    refused = [verdict for verdict in verdicts if verdict.group == Group.REFUSED]
    matched = [verdict for verdict in verdicts if verdict.group == Group.MATCHED]
    if refused and not only_good:
        raise ValidationError(
            _("%(count)d baris ditolak; perbaiki daftarnya, atau terapkan yang cocok saja.") % {"count": len(refused)},
            code="rows_refused",
        )
    if not matched:
        raise ValidationError(_("Tidak ada baris yang dapat diterapkan."), code="nothing_matched")
    made = _numbered(locked, matched, actor)
    locked.state, locked.rows, locked.left_out = LetterState.APPLIED, [], len(refused)
    locked.save(update_fields=["state", "rows", "left_out"])
    audit.record(actor, "certification.apply_letter", locked, {"matched": len(matched), "refused": len(refused)})
    return made


@transaction.atomic
def discard_letter(*, letter: NumberLetter, actor: User) -> NumberLetter:
    """Put a letter away without giving its numbers; its rows are forgotten."""
    locked = lock_waiting(letter)
    locked.state, locked.rows = LetterState.DISCARDED, []
    locked.save(update_fields=["state", "rows"])
    audit.record(actor, "certification.discard_letter", locked)
    return locked


def lock_waiting(letter: NumberLetter) -> NumberLetter:
    locked = NumberLetter.objects.select_for_update(of=("self",)).select_related("lsp", "centre").get(pk=letter.pk)
    if locked.state != LetterState.WAITING:
        raise ValidationError(
            _("Surat ini %(state)s; muat ulang halaman.") % {"state": locked.get_state_display()}, code="not_waiting"
        )
    return locked


def _numbered(letter: NumberLetter, matched: Sequence[Verdict], actor: User) -> list[Certificate]:
    keys = [verdict.waiting.key for verdict in matched if verdict.waiting is not None]
    if letter.lsp is not None:
        decisions = Decision.objects.in_bulk(keys)
        rows = [
            Numbered(
                decision=decisions[key],
                number=verdict.row.get(columns.NUMBER),
                registration_number=verdict.row.get(columns.REGISTRATION),
                sheet_serial=verdict.row.get(columns.SHEET),
            )
            for key, verdict in zip(keys, matched, strict=True)
        ]
        return record_letter_numbers(lsp=letter.lsp, rows=rows, letter=letter, actor=actor)
    enrolments = Enrolment.objects.select_related("training_class").in_bulk(keys)
    by_class: dict[TrainingClass, list[NumberedTraining]] = defaultdict(list)
    for key, verdict in zip(keys, matched, strict=True):
        row = NumberedTraining(enrolments[key], verdict.row.get(columns.NUMBER))
        by_class[enrolments[key].training_class].append(row)
    made: list[Certificate] = []
    # In one order everywhere, so that two letters at once do not wait for each other's classes.
    for training_class in sorted(by_class, key=lambda one: one.pk):
        made += record_training_numbers(
            training_class=training_class,
            rows=by_class[training_class],
            issued_on=letter.letter_date,
            letter=letter,
            actor=actor,
        )
    return made


def _waiting_at_lsp(lsp: Lsp) -> list[Waiting]:
    rows = Decision.objects.waiting_for_number().filter(assessment__exam__lsp=lsp)
    rows = rows.select_related("assessment__inmate", "assessment__exam__scheme", "meeting").order_by("pk")
    return [_of_decision(row) for row in rows]


def _of_decision(decision: Decision) -> Waiting:
    assessment, inmate = decision.assessment, decision.assessment.inmate
    blocked = ""
    if not inmate.name_is_confirmed:
        blocked = _unconfirmed()
    elif decision.is_held and decision.note != NAME_NOT_CONFIRMED:
        blocked = _("Keputusan orang ini ditahan; nomornya menunggu sampai dilepas.")
    elif decision.is_held:
        blocked = _("Keputusan orang ini tertahan karena nama; lepas dulu di halaman penomoran.")
    return Waiting(
        key=decision.pk,
        name=inmate.certificate_name or inmate.name,
        other_name=inmate.name,
        title=assessment.exam.scheme.title_id,
        candidate=assessment.candidate_number,
        detail=decision.meeting.letter_number,
        blocked=blocked,
    )


# Some thousand may wait at a centre: no more of each than is matched and said.
_OF_WAITING = (
    "inmate__name",
    "inmate__certificate_name",
    "inmate__certificate_name_confirmed_on",
    "training_class__batch",
    "training_class__module__title",
)


def _waiting_at_centre(centre: TrainingCentre) -> list[Waiting]:
    rows = waiting_for_certificate().filter(training_class__centre=centre)
    return [
        Waiting(
            key=row.pk,
            name=row.inmate.certificate_name or row.inmate.name,
            other_name=row.inmate.name,
            title=row.training_class.module.title,
            detail=str(row.training_class),
            blocked="" if row.inmate.name_is_confirmed else _unconfirmed(),
        )
        for row in rows.select_related("inmate", "training_class__module").only(*_OF_WAITING).order_by("pk")
    ]


def _unconfirmed() -> str:
    return _("Nama sertifikat orang ini belum dikonfirmasi; minta UPT mengonfirmasi nama lebih dulu.")


def _free_sheets(lsp: Lsp, rows: Sequence[LetterRow]) -> set[str]:
    serials = [serial for row in rows if (serial := row.get(columns.SHEET))]
    return set(Sheet.objects.free().filter(lsp=lsp, serial__in=serials).values_list("serial", flat=True))
