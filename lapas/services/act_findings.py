"""What a letter about many people would change, person by person; writes nothing."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lapas import register, release
from lapas.choices import ActKind, ActStage, ActState, CustodyState, DateKind, FactSource, Finding, ReleaseBasis
from lapas.models import DateFact, Inmate, RegisterNumber, RegistryAct, RegistryActRow
from lapas.services.plan import GivenDate, Plan, make_plan

# A remission that only shortens: the letter gives days, the new dates come beside them or with the next sheet.
SHORTENS = frozenset({ActKind.RU_I, ActKind.RK_I})

Chosen = tuple[datetime.date | None, str]


@dataclass
class Judged:
    """One line with what it came to; `before` and `after` are the earliest release with its basis."""

    row: RegistryActRow
    finding: Finding
    inmate: Inmate | None = None
    plan: Plan = field(default_factory=Plan)
    known: dict[str, DateFact] = field(default_factory=dict)
    before: Chosen = (None, "")
    after: Chosen = (None, "")
    # (tone, sentence) for the officer who looks at the preview.
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def moves(self) -> bool:
        return self.before != self.after


def in_words(chosen: Chosen, today: datetime.date) -> str:
    """An earliest release with its basis in one line, as it reads today; empty where nothing was compared."""
    date, basis = chosen
    if not basis:
        return ""
    if date is None:
        return _("belum diketahui")
    label = ReleaseBasis(basis).label
    if release.reads_any_day(date, basis, today):
        return f"{ReleaseBasis.ANY_DAY.label}, {label} {date:%d-%m-%Y}"
    return f"{date:%d-%m-%Y}, {label}"


def judge(act: RegistryAct, rows: Iterable[RegistryActRow]) -> list[Judged]:
    """Find everybody on the list and compare; the same few queries however long the list is."""
    rows = list(rows)
    holders = _holders(act, rows)
    people = [next(iter(found.values())) for found in holders.values() if len(found) == 1]
    known: dict[int, dict[str, DateFact]] = defaultdict(dict)
    for fact in DateFact.objects.current().filter(inmate__in=people):
        known[fact.inmate_id][fact.kind] = fact
    noted = _noted_before(act, people)
    seen: set[int] = set()
    judged = []
    for row in rows:
        one = _found(act, row, holders.get(register.normalise(row.number), {}), seen)
        if one.inmate is not None and one.finding == Finding.FOUND:
            seen.add(one.inmate.pk)
            one.known = known[one.inmate.pk]
            _compare(act, one, one.inmate, noted)
        judged.append(one)
    return judged


def fingerprint(judged: Sequence[Judged]) -> str:
    """What the officer saw, as one word: recording asks that it is still so."""
    seen = [
        (one.row.line, one.finding.value, one.inmate and one.inmate.pk, one.before, one.after, one.plan.changes)
        for one in judged
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _holders(act: RegistryAct, rows: Sequence[RegistryActRow]) -> dict[str, dict[int, Inmate]]:
    """Register number → who has it in this prison, or else who had it here."""
    numbers = RegisterNumber.objects.filter(
        prison=act.prison_id, normalised__in={register.normalise(row.number) for row in rows}
    ).select_related("inmate__prison")
    now: dict[str, dict[int, Inmate]] = defaultdict(dict)
    once: dict[str, dict[int, Inmate]] = defaultdict(dict)
    for number in numbers:
        (now if number.until_date is None else once)[number.normalised][number.inmate_id] = number.inmate
    return {**once, **now}


def _found(act: RegistryAct, row: RegistryActRow, holders: dict[int, Inmate], seen: set[int]) -> Judged:
    if not holders:
        return Judged(row, Finding.MISSING, notes=[("bad", _("Tidak ada di UPT ini; periksa penulisannya."))])
    if len(holders) > 1:
        return Judged(row, Finding.UNCLEAR, notes=[("bad", _("Beberapa orang pernah memakai nomor ini."))])
    (inmate,) = holders.values()
    if inmate.prison_id != act.prison_id or inmate.custody_state != CustodyState.IN_CUSTODY:
        # Where somebody is now who was moved away is not for the prison of before.
        here = inmate.prison_id == act.prison_id
        state = inmate.get_custody_state_display() if here else _("sudah pindah")
        return Judged(row, Finding.NOT_HERE, inmate if here else None, notes=[("warn", str(state).capitalize() + ".")])
    if inmate.pk in seen:
        return Judged(row, Finding.TWICE, inmate, notes=[("warn", _("Sudah ada di baris sebelumnya."))])
    return Judged(row, Finding.FOUND, inmate)


def _compare(act: RegistryAct, one: Judged, inmate: Inmate, noted: dict[int, str]) -> None:
    one.before = one.after = (inmate.earliest_release, inmate.earliest_release_basis)
    if act.kind == ActKind.TRANSFER:
        return
    dates = given_dates(act, one.row)
    as_of = act.letter_on or act.on
    one.plan = make_plan(inmate, {}, dates, as_of, FactSource.LETTER, one.known, asked=True)
    after = {kind: fact.date for kind, fact in one.known.items()}
    after |= {str(kind): given.date for kind, given in one.plan.dates.items() if given.date}
    chosen = release.choose(after)
    one.after = (chosen.date, chosen.basis)
    if not one.plan.dates and (dates or inmate.pk in noted):
        one.finding = Finding.SAME
        one.notes.append(("mut", noted.get(inmate.pk) or _("Tanggal dan suratnya sudah tercatat.")))
        return
    one.notes += _notes(act, one, chosen)


def given_dates(act: RegistryAct, row: RegistryActRow) -> dict[str, GivenDate]:
    """The dates that the letter gives for this person: by kind; nothing is counted from a remission."""
    dates: dict[str, GivenDate] = {}
    if act.kind not in SHORTENS:
        kind = DateKind.DECISION if act.stage == ActStage.DECISION else DateKind.PROPOSAL
        dates[kind] = GivenDate(act.on, act.kind, act.letter_number)
    if row.expiry:
        dates[DateKind.EXPIRY] = GivenDate(row.expiry, "", act.letter_number)
    if row.two_thirds:
        dates[DateKind.TWO_THIRDS] = GivenDate(row.two_thirds, "", act.letter_number)
    return dates


def _notes(act: RegistryAct, one: Judged, chosen: release.EarliestRelease) -> list[tuple[str, str]]:
    notes: list[tuple[str, str]] = []
    if act.kind in SHORTENS:
        if not one.plan.dates:
            notes.append(("mut", _("Hanya dicatat: tanggal baru belum diberikan, perkiraan bebas tetap.")))
        expiry = one.known.get(DateKind.EXPIRY)
        if expiry is not None and one.row.expiry and one.row.expiry > expiry.date:
            notes.append(("warn", _("Ekspirasi menjadi lebih lama, padahal remisi memendekkan; periksa tanggalnya.")))
        return notes
    decision = one.known.get(DateKind.DECISION)
    if decision is not None:
        words = {"kind": decision.get_release_kind_display(), "on": f"{decision.date:%d-%m-%Y}"}
        if act.stage == ActStage.PROPOSAL:
            notes.append(("mut", _("SK %(kind)s %(on)s sudah ada dan tetap berlaku.") % words))
        else:
            notes.append(("warn", _("Menggantikan SK %(kind)s %(on)s.") % words))
    if chosen.expiry is not None and act.on > chosen.expiry:
        notes.append(("warn", _("Tanggal surat sesudah ekspirasi %(on)s.") % {"on": f"{chosen.expiry:%d-%m-%Y}"}))
    return notes


def _noted_before(act: RegistryAct, people: Sequence[Inmate]) -> dict[int, str]:
    """Whose same remission of the same day is recorded already, with the sentence that says so."""
    if act.kind not in SHORTENS:
        return {}
    rows = RegistryActRow.objects.filter(
        inmate__in=people,
        finding=Finding.FOUND,
        act__state=ActState.RECORDED,
        act__kind=act.kind,
        act__stage=act.stage,
        act__on=act.on,
    ).exclude(act=act)
    sentence = _("%(kind)s hari itu sudah dicatat, surat %(letter)s.")
    return {
        inmate_id: sentence % {"kind": act.get_kind_display(), "letter": letter or "–"}
        for inmate_id, letter in rows.values_list("inmate_id", "act__letter_number")
    }
