"""Two rows of one person become one: compared side by side, decided by a person, and taken apart again exactly."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas import names, sealed
from lapas.choices import CustodyState, DateKind, ImportState, NikStatus
from lapas.models import DateFact, ImportRow, Inmate, InmateMerge, RegisterNumber
from lapas.nik import NikReading
from lapas.parts import all_parts, ids_by_kind
from lapas.services.facts import choose_release, current_dates, refresh_search_key, write_nik
from lapas.services.overtaking import told_when_overtaken

SHORTEST_REASON = 5
DATE = "date:"
NIK = "nik"
PRESENT = frozenset({CustodyState.IN_CUSTODY, CustodyState.IN_TRANSIT})
# Applying judges every row anew, so only a batch that is being worked on stands against a merge.
BUSY_IMPORTS = (ImportState.CHECKING, ImportState.APPLYING)

# Part code → person → ids of the rows.
Held = dict[str, dict[int, list[int]]]

# What is chosen together, by the column that names it.
GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "patronymic": ("patronymic",),
    "alias": ("alias",),
    "sex": ("sex",),
    "birth_place": ("birth_place",),
    "birth_date": ("birth_date",),
    "education": ("education",),
    NIK: ("nik_status", "nik_cipher", "nik_index"),
    "certificate_name": ("certificate_name", "certificate_name_confirmed_on"),
    "legal_status": ("legal_status",),
    "admitted_on": ("admitted_on",),
    "sentence_years": ("sentence_years", "sentence_months", "sentence_days"),
    "block": ("block", "cell"),
    "security_level": ("security_level",),
    "fit_for_work": ("fit_for_work", "fit_for_work_on"),
    "interests": ("interests",),
    "guardian_consent_on": ("guardian_consent_on",),
    "pickup_plan": ("pickup_plan",),
}


@dataclass(frozen=True)
class Side:
    """One fact that may be chosen from either row; `suggested` says that the folded row's value fills a gap."""

    key: str
    differs: bool
    suggested: bool


@dataclass(frozen=True)
class Comparison:
    """What merging the two would mean: the facts to choose, rows that move by kind, and what speaks against it."""

    sides: list[Side]
    # Current dates by kind, of the kept and of the folded row.
    dates: list[dict[str, DateFact]]
    parts: list[tuple[Any, int, int]]
    refusals: list[str]


def compare(*, kept: Inmate, folded: Inmate) -> Comparison:
    """Both rows side by side; writes nothing, and names every refusal that `merge_inmates` would raise."""
    sides = []
    for key, columns in GROUPS.items():
        mine, other = ([getattr(one, column) for column in columns] for one in (kept, folded))
        if key == NIK:  # sealed twice the same text reads different
            mine, other = [kept.nik_status, kept.nik_index], [folded.nik_status, folded.nik_index]
        empty = not any(mine) or (key == NIK and not kept.nik_index)
        said = bool(folded.nik_index) if key == NIK else any(other)
        sides.append(Side(key, mine != other, empty and said))
    dates = _dates_of(kept, folded)
    mine_dates, other_dates = dates
    for kind in DateKind:
        mine_fact, other_fact = mine_dates.get(kind), other_dates.get(kind)
        if other_fact is None:
            sides.append(Side(f"{DATE}{kind}", mine_fact is not None, False))
        else:
            newer = mine_fact is None or other_fact.as_of > mine_fact.as_of
            differs = mine_fact is None or mine_fact.date != other_fact.date
            sides.append(Side(f"{DATE}{kind}", differs, newer and differs))
    held = ids_by_kind(all_parts(), kept, folded)
    counted = [(part.label, len(held[part.code][kept.pk]), len(held[part.code][folded.pk])) for part in all_parts()]
    return Comparison(sides, dates, counted, list(_refusals(kept, folded, held)))


def _dates_of(*people: Inmate) -> list[dict[str, DateFact]]:
    facts = list(DateFact.objects.current().filter(inmate__in=people))
    return [{fact.kind: fact for fact in facts if fact.inmate_id == one.pk} for one in people]


@told_when_overtaken()
def merge_inmates(
    *, kept: Inmate, folded: Inmate, taken: Collection[str], reason: str, actor: User | None
) -> InmateMerge:
    """Make two rows one person: everything that hangs on `folded` moves to `kept`, and `folded` is found nowhere more.

    `taken` names the facts (keys of `compare`) that are taken from the folded row; all others stay as they are kept.
    Nothing of the folded row is deleted. Raises ValidationError, a sentence per reason, when the two cannot be one.
    """
    reason = names.tidy(reason)
    if len(reason) < SHORTEST_REASON:
        raise ValidationError({"reason": ValidationError(_("Tulis alasannya; alasan ini dicatat."), code="reason")})
    kept, folded = locked_rows(kept.pk, folded.pk)
    held = ids_by_kind(all_parts(), kept, folded)
    if refusals := list(_refusals(kept, folded, held)):
        raise ValidationError([ValidationError(refusal, code="cannot_merge") for refusal in refusals])
    merge = InmateMerge(
        kept=kept, folded=folded, prison=kept.prison, reason=reason, merged_by=actor, merged_at=clock.now()
    )
    merge.kept_nik, merge.folded_nik = kept.nik_cipher, folded.nik_cipher
    _move_rows(merge, held)
    _end_doubled(merge, taken)
    _write_folded(merge)
    _write_kept(merge, taken)
    merge.save(force_insert=True)
    moved = sum(len(ids["moved"]) for ids in merge.rows.values())
    audit.record(
        actor, "lapas.merge_inmates", [kept, folded, merge], {"moved": moved, "taken": sorted(known_keys(taken))}
    )
    return merge


def locked_rows(*keys: int) -> list[Inmate]:
    """The rows as they stand now, nobody else writing them: a seat or an event waits, and then finds a merged row.

    Without the key lock: rows that only refer to a person need not wait for their commit.
    """
    rows = {
        one.pk: one
        for one in Inmate.objects.select_for_update(no_key=True, of=("self",))
        .select_related("prison")
        .filter(pk__in=keys)
        .order_by("pk")
    }
    return [rows[pk] for pk in keys]


def _refusals(kept: Inmate, folded: Inmate, held: Held) -> Iterator[str]:
    if kept.pk == folded.pk:
        yield _("Pilih dua catatan yang berbeda.")
        return
    states = {kept.custody_state, folded.custody_state}
    if CustodyState.MERGED in states:
        yield _("Salah satu catatan ini sudah digabung; muat ulang halaman.")
        return
    if CustodyState.IN_TRANSIT in states:
        yield _("Salah satunya sedang dalam perjalanan pindah. Gabungkan setelah UPT tujuan menerimanya.")
    if states <= PRESENT and kept.prison_id != folded.prison_id:
        yield _("Keduanya tercatat berada di UPT yang berbeda. Catat dulu pindah atau bebasnya di salah satu UPT.")
    elif folded.custody_state in PRESENT and kept.custody_state not in PRESENT:
        yield _("Pertahankan catatan yang masih berada di UPT; tukar kedua catatan ini.")
    if CustodyState.DECEASED in states and len(states) > 1:
        yield _("Salah satunya tercatat meninggal. Betulkan dulu peristiwanya.")
    waiting = ImportRow.objects.filter(batch__state__in=BUSY_IMPORTS, inmate__in=[kept.pk, folded.pk])
    if waiting.exists():
        yield _("Sebuah impor yang memuat salah satunya sedang dikerjakan. Tunggu sampai selesai.")
    for part in all_parts():
        if all(held[part.code].values()):
            yield from part.refusals(kept, folded)


def _move_rows(merge: InmateMerge, held: Held) -> None:
    for part in all_parts():
        own, other = (sorted(held[part.code][one.pk]) for one in (merge.kept, merge.folded))
        stays = set(part.stays(merge.kept, merge.folded)) if own and other else set()
        moved = [pk for pk in other if pk not in stays]
        if part.model is DateFact:
            # Two current facts of one kind may not stand side by side; which one holds is decided right after.
            facts = DateFact.objects.filter(pk__in=moved, superseded_at__isnull=True)
            merge.superseded = sorted(facts.values_list("pk", flat=True))
            facts.update(superseded_at=merge.merged_at)
        part.model._default_manager.filter(pk__in=moved).update(inmate=merge.kept)
        merge.rows[part.code] = {"moved": moved, "stayed": sorted(stays), "kept": own}


def _end_doubled(merge: InmateMerge, taken: Collection[str]) -> None:
    """One open register number, the kept row's; one current date of each kind, the chosen one."""
    numbers = RegisterNumber.objects.filter(pk__in=merge.rows["lapas.RegisterNumber"]["moved"], until_date__isnull=True)
    merge.ended_numbers = sorted(numbers.values_list("pk", flat=True))
    numbers.update(until_date=clock.today(merge.prison.timezone))
    kinds = [key.removeprefix(DATE) for key in taken if key.startswith(DATE)]
    chosen = DateFact.objects.filter(pk__in=merge.superseded, kind__in=kinds)
    replaced = merge.kept.date_facts.current().filter(kind__in=list(chosen.values_list("kind", flat=True)))
    ended = sorted(replaced.values_list("pk", flat=True))
    replaced.update(superseded_at=merge.merged_at)
    chosen.update(superseded_at=None)
    merge.superseded = sorted({*merge.superseded, *ended})
    merge.rows["lapas.DateFact"]["current"] = sorted(merge.kept.date_facts.current().values_list("pk", flat=True))


def _write_folded(merge: InmateMerge) -> None:
    folded = merge.folded
    columns = ("custody_state", "released_on", "release_kind", "nik_status")
    merge.folded_before = {column: plain(getattr(folded, column)) for column in columns}
    folded.custody_state, folded.merged_into = CustodyState.MERGED, merge.kept
    folded.released_on, folded.release_kind = None, ""
    folded.nik_status, folded.nik_cipher, folded.nik_index = NikStatus.NONE, "", None
    choose_release(folded, {})
    folded.save()


def _write_kept(merge: InmateMerge, taken: Collection[str]) -> None:
    """Write what was taken from the folded row; the younger of the two data ages holds."""
    kept, folded = merge.kept, merge.folded
    columns = [column for key in known_keys(taken) for column in GROUPS.get(key, ()) if key != NIK]
    if (folded.data_as_of or datetime.date.min) > (kept.data_as_of or datetime.date.min):
        columns += ["data_as_of", "data_source"]
    merge.kept_before = {column: plain(getattr(kept, column)) for column in columns}
    for column in columns:
        setattr(kept, column, getattr(folded, column))
    if NIK in taken:
        merge.kept_before["nik_status"] = kept.nik_status
        put_nik(kept, digits_of(folded, merge.folded_nik), merge.folded_before["nik_status"])
        columns.append("nik_status")
    merge.kept_after = {column: plain(getattr(kept, column)) for column in columns}
    settle(kept)


def known_keys(taken: Collection[str]) -> list[str]:
    """The keys that name a fact; anything else that was sent says nothing."""
    return [key for key in [*GROUPS, *(f"{DATE}{kind}" for kind in DateKind)] if key in taken]


def settle(inmate: Inmate) -> None:
    """Write the person with the release date and search key that follow from what is kept now."""
    choose_release(inmate, {kind: fact.date for kind, fact in current_dates(inmate).items()})
    refresh_search_key(inmate)
    inmate.save()


def digits_of(inmate: Inmate, cipher: str) -> str:
    """The NIK that was sealed for the row; empty for none."""
    return sealed.unseal(cipher, place=sealed.place_of(inmate.uuid)) if cipher else ""


def put_nik(inmate: Inmate, digits: str, status: str) -> None:
    """Seal the NIK for the row; the caller saves."""
    write_nik(inmate, NikReading(digits, NikStatus(status)))


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
