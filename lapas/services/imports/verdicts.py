"""What a staged row would do to the registry: who is meant, what would change, why it is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from lapas import names, register, release
from lapas.choices import (
    CustodyState,
    FactSource,
    LegalStatus,
    NikStatus,
    PrisonKind,
    RowDecision,
    RowGroup,
    RowOutcome,
)
from lapas.imports import fields, values
from lapas.imports.places import Places
from lapas.models import DateFact, ImportBatch, ImportRow, Inmate, Prison, RegisterNumber
from lapas.services.imports.doubts import Candidate, Doubts
from lapas.services.imports.mapping import columns_of
from lapas.services.imports.told import Told, tell_staged
from lapas.services.plan import Change, Plan, make_plan

# A change in the words of the preview that is no field of a sheet: the date that was chosen among the given ones.
RELEASE = "earliest_release"
PRESENT = frozenset({CustodyState.IN_CUSTODY, CustodyState.IN_TRANSIT})


@dataclass
class Verdict:
    """One row judged against the registry. `known` are the person's current dates by kind."""

    row: ImportRow
    told: Told
    judged: values.Judged
    outcome: RowOutcome = RowOutcome.REFUSED
    inmate: Inmate | None = None
    wanted: dict[str, Any] = field(default_factory=dict)
    known: dict[str, DateFact] = field(default_factory=dict)
    plan: Plan = field(default_factory=Plan)
    candidates: list[Candidate] = field(default_factory=list)
    # Kept in another prison, or on the way here from one.
    elsewhere: bool = False
    release_moved: Change | None = None

    @property
    def nik_indexes(self) -> tuple[str, ...]:
        return self.told.nik_indexes

    @property
    def nik_index(self) -> str:
        return self.nik_indexes[0] if self.nik_indexes else ""

    @property
    def changes(self) -> list[Change]:
        return [self.release_moved, *self.plan.changes] if self.release_moved else self.plan.changes

    @property
    def group(self) -> RowGroup:
        """Where the preview shows the row."""
        if self.outcome == RowOutcome.REFUSED:
            if self.candidates:
                return RowGroup.DOUBTFUL
            return RowGroup.ARRIVING if self.elsewhere else RowGroup.REFUSED
        return RowGroup.DATE_MOVED if self.release_moved else RowGroup(self.outcome)

    def refuse(self, name: str, message: str) -> None:
        self.judged.problems.append(values.Problem(name, message))

    def warn(self, name: str, message: str) -> None:
        self.judged.warnings.append(values.Problem(name, message))


class Seen:
    """What holds for a whole batch: whom earlier rows mean, who else may be meant, and the prison's own words."""

    def __init__(self, batch: ImportBatch, sheet_numbers: set[str] | None = None) -> None:
        self.numbers: dict[str, int] = {}
        self.niks: dict[str, int] = {}
        self.people: dict[int, int] = {}
        # Name with day of birth: the same person under two numbers is worth a warning.
        self.births: dict[tuple[str, Any], int] = {}
        self.doubts = Doubts(batch, sheet_numbers)
        own = batch.prison.sheet_words.values_list("kind", "word", "meaning")
        self.own_words = {(kind, word): meaning for kind, word, meaning in own}
        self.places: Places | None = None
        if "prison" in columns_of(batch).values():
            names = Prison.objects.order_by("pk").values_list("pk", "name", "alias", "former_names")
            self.places = Places.of(batch.prison_id, names)


@dataclass(frozen=True)
class _Registry:
    """What the registry holds about the people that some rows may mean."""

    current: dict[str, RegisterNumber]
    ended: dict[str, RegisterNumber]
    by_nik: dict[str, Inmate]
    chosen: dict[int, Inmate]
    dates: dict[int, dict[str, DateFact]]
    # Whoever is not kept yet is compared with this one.
    nobody: Inmate


def judge_rows(
    batch: ImportBatch, rows: Sequence[ImportRow], seen: Seen, told: Sequence[Told] | None = None
) -> list[Verdict]:
    """Judge a chunk of rows with a handful of queries; writes nothing.

    `told` is what the rows say by themselves, where the caller knows it already; otherwise they are staged.
    """
    if told is None:
        told = [tell_staged(batch, row, seen.own_words, seen.places) for row in rows]
    verdicts = [Verdict(row, one, one.judged()) for row, one in zip(rows, told, strict=True)]
    registry = _load(batch, verdicts)
    for verdict in verdicts:
        _refuse_repeated(verdict, seen)
        if not verdict.judged.problems:
            _find_person(batch, verdict, registry, seen)
        if not verdict.judged.problems:
            _refuse_second_row(verdict, seen)
        if not verdict.judged.problems:
            _plan(batch, verdict, registry)
        if verdict.outcome == RowOutcome.CREATED:
            _warn_of_namesake(verdict, seen)
    return verdicts


def _load(batch: ImportBatch, verdicts: Iterable[Verdict]) -> _Registry:
    numbers = {verdict.judged.normalised for verdict in verdicts} - {""}
    indexes = {index: verdict.nik_index for verdict in verdicts for index in verdict.nik_indexes}
    current: dict[str, RegisterNumber] = {}
    ended: dict[str, RegisterNumber] = {}
    rows = RegisterNumber.objects.filter(prison=batch.prison_id, normalised__in=numbers).select_related("inmate")
    for number in rows.order_by("until_date", "pk"):
        (current if number.until_date is None else ended)[number.normalised] = number
    by_nik = {indexes[str(inmate.nik_index)]: inmate for inmate in Inmate.objects.filter(nik_index__in=indexes)}
    ids = [verdict.row.chosen_id for verdict in verdicts if verdict.row.decision == RowDecision.SAME]
    chosen = Inmate.objects.in_bulk([pk for pk in ids if pk is not None])
    people = {number.inmate_id for number in (*current.values(), *ended.values())}
    people |= {one.pk for one in by_nik.values()} | set(chosen)
    dates: dict[int, dict[str, DateFact]] = defaultdict(dict)
    for fact in DateFact.objects.filter(inmate__in=people, superseded_at__isnull=True):
        dates[fact.inmate_id][fact.kind] = fact
    return _Registry(current, ended, by_nik, chosen, dates, Inmate(prison=batch.prison))


def _refuse_repeated(verdict: Verdict, seen: Seen) -> None:
    """Refuse a register number or NIK that an earlier row holds: which of the two is right is not ours to guess."""
    row = verdict.row.row
    if (number := verdict.judged.normalised) and (first := seen.numbers.setdefault(number, row)) != row:
        sentence = _("Nomor register ini sudah ada di baris %(row)s.") % {"row": first}
        verdict.refuse("register_number", sentence + " " + _("Hapus atau perbaiki salah satunya."))
    if verdict.nik_index and (first := seen.niks.setdefault(verdict.nik_index, row)) != row:
        sentence = _("NIK ini sudah ada di baris %(row)s.") % {"row": first}
        verdict.refuse("nik", sentence + " " + _("Hapus atau perbaiki salah satunya."))


def _refuse_second_row(verdict: Verdict, seen: Seen) -> None:
    """Two rows that mean one person cannot both be right."""
    if verdict.inmate is None:
        return
    first = seen.people.setdefault(verdict.inmate.pk, verdict.row.row)
    seen.doubts.taken.add(verdict.inmate.pk)
    if first != verdict.row.row:
        verdict.refuse(
            "register_number",
            _("Orang ini sudah ada di baris %(row)s dengan nomor lain; hapus salah satunya.") % {"row": first},
        )


def _warn_of_namesake(verdict: Verdict, seen: Seen) -> None:
    said = verdict.judged.values
    if said.get("birth_date") is None:
        return
    first = seen.births.setdefault((names.fold(said["name"]), said["birth_date"]), verdict.row.row)
    if first != verdict.row.row:
        verdict.warn(
            "name",
            _("Nama dan tanggal lahir sama dengan baris %(row)s; periksa apakah ini orang yang sama.") % {"row": first},
        )


def _find_person(batch: ImportBatch, verdict: Verdict, registry: _Registry, seen: Seen) -> None:
    """Who is meant: prison + register number, or the full NIK; where they point to two people the row is refused.

    Who is found by neither may still be kept under another number: then a person decides.
    """
    index = verdict.nik_index
    by_nik = registry.by_nik.get(index) if index else None
    number = registry.current.get(verdict.judged.normalised)
    if number is not None:
        verdict.inmate = number.inmate
        _refuse_other_identity(verdict, number.inmate, by_nik, index)
        return
    if by_nik is not None:
        _find_by_nik(batch, verdict, by_nik)
        return
    ended = registry.ended.get(verdict.judged.normalised)
    if ended is None:
        _find_by_decision(batch, verdict, registry, seen)
        return
    if ended.inmate.prison_id == batch.prison_id and ended.inmate.custody_state in PRESENT:
        verdict.inmate = ended.inmate
        _refuse_other_identity(verdict, ended.inmate, None, index)
        verdict.warn(
            "register_number",
            _("Ini nomor lama; nomor yang berlaku, %(number)s, dipertahankan.")
            % {"number": ended.inmate.register_number},
        )
        verdict.judged.values["register_number"] = ended.inmate.register_number
    elif _same_name(verdict.judged, ended.inmate):
        verdict.refuse(
            "register_number",
            _("Orang dengan nomor ini sudah pindah atau bebas; bila kembali, catat dulu kedatangannya, lalu unggah."),
        )


def _find_by_decision(batch: ImportBatch, verdict: Verdict, registry: _Registry, seen: Seen) -> None:
    if verdict.row.decision == RowDecision.OTHER:
        return
    chosen = registry.chosen.get(verdict.row.chosen_id or 0)
    if chosen is not None and chosen.prison_id == batch.prison_id and chosen.custody_state in PRESENT:
        verdict.inmate = chosen
        return
    found = seen.doubts.candidates(verdict.judged, verdict.nik_indexes)
    if arriving := next((one for one in found if one.kept.arriving), None):
        verdict.elsewhere = True
        verdict.refuse(
            "name",
            _("%(name)s sedang dalam perjalanan pindah ke sini; terima dulu di Kedatangan, lalu unggah lagi.")
            % {"name": arriving.kept.name},
        )
    elif found:
        verdict.candidates = found
        verdict.refuse(
            "name",
            _("Mungkin orang yang sama dengan %(number)s (sama: %(reasons)s); putuskan di pratinjau impor.")
            % {"number": found[0].kept.register_number, "reasons": ", ".join(found[0].reasons)},
        )


def _find_by_nik(batch: ImportBatch, verdict: Verdict, inmate: Inmate) -> None:
    if inmate.prison_id != batch.prison_id:
        verdict.elsewhere = True
        if inmate.destination_id == batch.prison_id:
            sentence = _(
                "Orang ini sedang dalam perjalanan pindah ke sini; terima dulu di Kedatangan, lalu unggah lagi."
            )
        else:
            # Neither the person nor the place is named: they may be none of this prison's business.
            sentence = _("NIK ini tercatat di UPT lain; minta UPT asal mencatat kepindahannya, lalu unggah lagi.")
        verdict.refuse("nik", sentence)
    elif inmate.custody_state not in PRESENT:
        verdict.refuse(
            "nik", _("Orang dengan NIK ini tercatat tidak lagi di UPT; catat dulu kedatangannya, lalu unggah lagi.")
        )
    else:
        verdict.inmate = inmate


def _refuse_other_identity(verdict: Verdict, inmate: Inmate, by_nik: Inmate | None, index: str) -> None:
    if by_nik is not None and by_nik.pk != inmate.pk:
        verdict.refuse(
            "nik",
            _("Nomor register ini dan NIK ini milik dua orang yang berbeda; periksa keduanya pada buku register."),
        )
    elif index and inmate.nik_index and inmate.nik_index not in verdict.nik_indexes:
        verdict.refuse(
            "nik",
            _("NIK ini lain dari NIK yang tersimpan untuk nomor register ini; periksa kartu, perbaiki yang salah."),
        )
    elif by_nik is None and not _same_name(verdict.judged, inmate):
        verdict.refuse(
            "name",
            _("Nama ini sama sekali lain dari nama yang tersimpan untuk nomor register ini; periksa nomornya."),
        )


def _same_name(judged: values.Judged, inmate: Inmate) -> bool:
    """Whether the two names may be one person's: they share a word in some spelling."""
    said = " ".join(str(judged.values.get(key, "")) for key in ("name", "patronymic", "alias"))
    kept = f"{inmate.name} {inmate.patronymic} {inmate.alias}"
    return not set(names.fold(said).split()).isdisjoint(names.fold(kept).split())


def _plan(batch: ImportBatch, verdict: Verdict, registry: _Registry) -> None:
    inmate = verdict.inmate
    if inmate is not None and inmate.custody_state not in PRESENT:
        verdict.wanted = dict(verdict.judged.values)
        verdict.outcome = RowOutcome.UNCHANGED
        verdict.warn(
            "register_number",
            _("Menurut portal orang ini %(state)s; barisnya dilewati.") % {"state": inmate.get_custody_state_display()},
        )
        return
    if inmate is None:
        _plan_new(batch, verdict, registry)
    else:
        _plan_kept(batch, verdict, inmate, registry)
    if verdict.judged.problems:
        return
    if inmate is None:
        verdict.outcome = RowOutcome.CREATED
    else:
        verdict.outcome = RowOutcome.UPDATED if verdict.plan.changes else RowOutcome.UNCHANGED
        verdict.release_moved = _moved_release(verdict, inmate)


def _plan_new(batch: ImportBatch, verdict: Verdict, registry: _Registry) -> None:
    """What the row adds depends on nothing but the row; it is planned once."""
    told = verdict.told
    if told.as_new is None:
        wanted = dict(verdict.judged.values)
        wanted.setdefault("legal_status", _status_by_register(batch, wanted["register_number"]))
        wanted |= _said_nik(verdict.judged)
        _planned(
            batch,
            verdict,
            registry.nobody,
            {name: value for name, value in wanted.items() if name != "register_number"},
        )
        if verdict.judged.problems:
            return
        told.as_new = wanted, verdict.plan
    verdict.wanted, verdict.plan = told.as_new


def _plan_kept(batch: ImportBatch, verdict: Verdict, inmate: Inmate, registry: _Registry) -> None:
    verdict.known = registry.dates.get(inmate.pk, {})
    verdict.wanted = dict(verdict.judged.values)
    number = verdict.wanted["register_number"]
    if register.is_of_detained(number) != register.is_of_detained(inmate.register_number):
        # From register A to B: the person was sentenced meanwhile.
        verdict.wanted.setdefault("legal_status", _status_by_register(batch, number))
    verdict.wanted |= _said_nik(verdict.judged)
    _planned(batch, verdict, inmate, verdict.wanted)


def _planned(batch: ImportBatch, verdict: Verdict, inmate: Inmate, facts: dict[str, Any]) -> None:
    try:
        verdict.plan = make_plan(
            inmate,
            facts,
            verdict.judged.dates,
            batch.data_as_of,
            FactSource.IMPORT,
            verdict.known,
            # The whole chunk was looked up at once, and whoever has the number or NIK is the one meant.
            asked=True,
        )
    except ValidationError as error:
        for name, messages in _by_field(error).items():
            verdict.refuse(name if name in fields.FIELDS else "name", " ".join(messages))


def _moved_release(verdict: Verdict, inmate: Inmate) -> Change | None:
    """The earliest release before and after, where the row's dates move one that was known."""
    if not verdict.plan.dates or inmate.earliest_release is None:
        return None
    dates = {kind: fact.date for kind, fact in verdict.known.items()}
    dates |= {str(kind): given.date for kind, given in verdict.plan.dates.items() if given.date}
    after = release.choose(dates).date
    if after is None or after == inmate.earliest_release:
        return None
    return Change(RELEASE, f"{inmate.earliest_release:%d-%m-%Y}", f"{after:%d-%m-%Y}")


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}


def _said_nik(judged: values.Judged) -> dict[str, str]:
    if judged.nik is None or judged.nik.status not in {NikStatus.FORMAT_OK, NikStatus.PLACEHOLDER}:
        return {}
    return {"nik": judged.nik.digits or "0"}


def _status_by_register(batch: ImportBatch, number: str) -> str:
    """Registers A.I to A.V are of detained people; the others of sentenced ones, of children in an LPKA."""
    if register.is_of_detained(number):
        return LegalStatus.DETAINED
    return LegalStatus.CHILD if batch.prison.kind == PrisonKind.LPKA else LegalStatus.SENTENCED
