"""A merge taken apart again: exactly as it was, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas import names
from lapas.models import DateFact, InmateMerge, RegisterNumber
from lapas.parts import all_parts, ids_by_kind
from lapas.services.merging import (
    NIK,
    SHORTEST_REASON,
    digits_of,
    locked_rows,
    plain,
    put_nik,
    settle,
)
from lapas.services.overtaking import told_when_overtaken
from lapas.services.plan import COLUMNS, refuse_taken_nik, refuse_taken_number


def obstacles(merge: InmateMerge) -> list[str]:
    """A sentence for each reason why the merge cannot be taken apart; empty when it can."""
    if merge.undone_at is not None:
        return [_("Penggabungan ini sudah dipisah kembali.")]
    if merge.kept.merged_into_id is not None:
        return [_("Catatan yang dipertahankan kemudian digabung lagi. Pisahkan dulu penggabungan yang terakhir.")]
    return [*_built_on(merge), *_corrected_since(merge)]


@told_when_overtaken()
def undo_merge(*, merge: InmateMerge, reason: str, actor: User | None) -> InmateMerge:
    """Give both rows back what was theirs before the merge.

    Refused when something was recorded about the kept person since: nobody can say whose it is. What hangs on a row
    that moved, as results on a class place, goes back with it.
    """
    reason = names.tidy(reason)
    if len(reason) < SHORTEST_REASON:
        raise ValidationError({"reason": ValidationError(_("Tulis alasannya; alasan ini dicatat."), code="reason")})
    merge = InmateMerge.objects.select_for_update(of=("self",)).select_related("prison").get(pk=merge.pk)
    merge.kept, merge.folded = locked_rows(merge.kept_id, merge.folded_id)
    if found := obstacles(merge):
        raise ValidationError([ValidationError(one, code="cannot_undo") for one in found])
    for part in all_parts():
        moved = merge.rows.get(part.code, {}).get("moved", [])
        part.model._default_manager.filter(pk__in=moved, inmate=merge.kept).update(inmate=merge.folded)
    # What the merge ended holds again; what it put in their place has moved back just now.
    DateFact.objects.filter(pk__in=merge.superseded).update(superseded_at=None)
    numbers = RegisterNumber.objects.filter(pk__in=merge.ended_numbers)
    for number in numbers.select_related("prison"):
        refuse_taken_number(number.prison, number.number)
    numbers.update(until_date=None)
    _restore(merge)
    merge.undone_at, merge.undone_by, merge.undo_reason = clock.now(), actor, reason
    merge.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    audit.record(actor, "lapas.undo_merge", [merge.kept, merge.folded, merge])
    return merge


def _built_on(merge: InmateMerge) -> Iterator[str]:
    held = ids_by_kind(all_parts(), merge.kept)
    added = []
    for part in all_parts():
        ids = merge.rows.get(part.code, {})
        if count := len(set(held[part.code][merge.kept_id]) - {*ids.get("moved", []), *ids.get("kept", [])}):
            added.append((part, count))
    if added:
        yield _(
            "Sesudah digabung sudah dicatat: %(what)s. Itu tidak bisa dibagi kepada dua orang, jadi penggabungan ini "
            "tetap. Bila keliru, catat orang yang satu lagi sebagai penghuni baru."
        ) % {"what": ", ".join(f"{count} × {str(part.label).lower()}" for part, count in added)}


def _corrected_since(merge: InmateMerge) -> Iterator[str]:
    kept = merge.kept
    changed = [column for column, value in merge.kept_after.items() if plain(getattr(kept, column)) != value]
    # A sheet that said nothing new only made the data younger.
    changed = [column for column in changed if column not in {"data_as_of", "data_source"}]
    labels = [str(COLUMNS[column].verbose_name) for column in changed]
    taken = "nik_status" in merge.kept_after
    expected = digits_of(merge.folded, merge.folded_nik) if taken else digits_of(kept, merge.kept_nik)
    if digits_of(kept, kept.nik_cipher) != expected and "nik_status" not in changed:
        labels.append(NIK.upper())
    current = sorted(kept.date_facts.current().values_list("pk", flat=True))
    if current != merge.rows.get("lapas.DateFact", {}).get("current", []):
        labels.append(_("tanggal"))
    if labels:
        yield _("Sesudah digabung data ini dibetulkan: %(what)s. Nilai lama tidak bisa dikembalikan begitu saja.") % {
            "what": ", ".join(labels)
        }


def _restore(merge: InmateMerge) -> None:
    """The values of before; the kept row first, so that a NIK is nobody's twice."""
    kept, folded = merge.kept, merge.folded
    niks = [(kept, digits_of(kept, merge.kept_nik)), (folded, digits_of(folded, merge.folded_nik))]
    data_moved = merge.kept_after.get("data_as_of") != plain(kept.data_as_of)
    for column, value in merge.kept_before.items():
        if not (data_moved and column in {"data_as_of", "data_source"}):
            setattr(kept, column, COLUMNS[column].to_python(value))
    for column, value in merge.folded_before.items():
        setattr(folded, column, COLUMNS[column].to_python(value))
    folded.merged_into = None
    if "nik_status" in merge.kept_before:
        put_nik(kept, niks[0][1], merge.kept_before["nik_status"])
    settle(kept)
    if niks[1][1]:
        refuse_taken_nik(folded, niks[1][1])
    put_nik(folded, niks[1][1], merge.folded_before["nik_status"])
    settle(folded)


def moved_in(merge: InmateMerge) -> list[tuple[str, int, int]]:
    """What the merge moved, by kind: label, how many moved, how many stayed because the kept row had the same."""
    counted = []
    for part in all_parts():
        ids = merge.rows.get(part.code, {})
        if ids.get("moved") or ids.get("stayed"):
            counted.append((str(part.label), len(ids["moved"]), len(ids["stayed"])))
    return counted
