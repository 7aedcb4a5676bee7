"""A letter about many people: opened with its list, recorded in one transaction, undone whole or not at all."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.acts import Line
from lapas.choices import ActKind, ActStage, ActState, CustodyState, EventKind, FactSource, Finding
from lapas.models import Inmate, Prison, RegistryAct, RegistryActRow
from lapas.services.act_findings import Judged, fingerprint, in_words, judge
from lapas.services.bulk import PlannedWrite, write_plans
from lapas.services.custody import happen_to_many
from lapas.services.imports.undoing import first_names, put_back
from lapas.services.imports.verdicts import RELEASE
from lapas.services.overtaking import told_when_overtaken

# Drafts of one sweep.
DISCARDED_AT_ONCE = 100
# What has a length ("2 bulan"); PB, CB, CMB, bebas murni and a transfer have none.
REMISSIONS = frozenset({ActKind.RU_I, ActKind.RK_I, ActKind.RU_II, ActKind.RK_II})
# "2 bulan", "dua bulan", and "langsung bebas" of a list of RU II.
_LENGTH = re.compile(r"\d|bulan|bln|hari|tahun|bebas", re.IGNORECASE)
# What stands in the way of "all or nothing".
BAD = (Finding.MISSING, Finding.UNCLEAR, Finding.NOT_HERE, Finding.TWICE)


@transaction.atomic
def open_act(
    *,
    prison: Prison,
    kind: str,
    stage: str,
    on: datetime.date,
    lines: Sequence[Line],
    actor: User,
    letter_number: str = "",
    letter_on: datetime.date | None = None,
    to_prison: Prison | None = None,
) -> RegistryAct:
    """Keep the letter and its list as a draft to look at; nobody's data change.

    Refuses a transfer without another active prison or on a day to come, a proposal of *bebas murni*, new dates
    beside a mere proposal (dates move by a decision), a length of remission beside what is no remission, and one
    that is none ("Budi").
    """
    transfer = kind == ActKind.TRANSFER
    if transfer:
        stage = ActStage.DECISION
        _refuse_destination(prison, to_prison)
        if on > clock.today(prison.timezone):
            raise _at("on", _("Tanggal berangkat belum tiba; catat pada harinya."), "event_in_future")
    if kind == ActKind.PURE and stage == ActStage.PROPOSAL:
        raise _at("stage", _("Bebas murni tidak diusulkan; pilih SK."), "pure_is_not_proposed")
    _refuse_lengths(ActKind(kind), lines)
    if (stage == ActStage.PROPOSAL or transfer) and any(line.expiry or line.two_thirds for line in lines):
        raise _at(
            "numbers",
            _("Tanggal baru hanya dicatat bersama SK remisi atau SK bebas; hapus tanggal dari daftar."),
            "dates_without_decision",
        )
    act = RegistryAct.objects.create(
        prison=prison,
        kind=ActKind(kind),
        stage=ActStage(stage),
        on=on,
        letter_number=letter_number,
        letter_on=letter_on,
        to_prison=to_prison if transfer else None,
        people=len(lines),
        opened_by=actor,
        opened_at=clock.now(),
    )
    RegistryActRow.objects.bulk_create(
        RegistryActRow(
            act=act,
            line=line.line,
            number=line.number,
            remission=line.remission,
            expiry=line.expiry,
            two_thirds=line.two_thirds,
        )
        for line in lines
    )
    audit.record(actor, "lapas.open_act", act, {"kind": act.kind, "lines": len(lines)})
    return act


@transaction.atomic
def discard_act(*, act: RegistryAct, actor: User | None) -> RegistryAct:
    """Throw a draft away with its list."""
    act = _locked(act, ActState.DRAFT)
    act.rows.all().delete()
    act.state = ActState.DISCARDED
    act.save(update_fields=["state"])
    audit.record(actor, "lapas.discard_act", act)
    return act


def discard_forsaken() -> int:
    """Throw away drafts that nobody recorded in `IMPORT_ROWS_DAYS`, with their lists; returns how many."""
    before = clock.now() - datetime.timedelta(days=settings.IMPORT_ROWS_DAYS)
    old = RegistryAct.objects.filter(state=ActState.DRAFT, opened_at__lte=before).order_by("pk")
    discarded = 0
    for act in old[:DISCARDED_AT_ONCE]:
        try:
            discard_act(act=act, actor=None)
        except ValidationError:
            # Recorded or discarded at this very moment.
            continue
        discarded += 1
    return discarded


@told_when_overtaken()
def record_act(*, act: RegistryAct, actor: User, seen: str, whole: bool = False) -> RegistryAct:
    """Write the letter for everybody on the list who was found, in one transaction with one line in the trail.

    `seen` is the fingerprint of the preview: refused when somebody's data changed since. Lines that name nobody here
    are left out, unless the officer wants the list `whole`. Refused when nobody is left.
    """
    act = _locked(act, ActState.DRAFT)
    rows = list(act.rows.all())
    # Everybody is locked before anything is compared: of two letters about one person the second sees the first.
    ids = [one.inmate.pk for one in judge(act, rows) if one.inmate is not None]
    list(Inmate.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    judged = judge(act, rows)
    if fingerprint(judged) != seen:
        raise ValidationError(
            _("Data orang di daftar ini berubah sejak pratinjau dibuka; periksa pratinjau yang baru."),
            code="preview_is_old",
        )
    bad = [one for one in judged if one.finding in BAD]
    if whole and bad:
        raise ValidationError(
            ngettext(
                "%(count)d baris tidak bisa dicatat, maka tidak ada yang dicatat.",
                "%(count)d baris tidak bisa dicatat, maka tidak ada yang dicatat.",
                len(bad),
            )
            % {"count": len(bad)},
            code="list_not_whole",
        )
    found = [one for one in judged if one.finding == Finding.FOUND]
    if not found:
        raise ValidationError(_("Tidak ada orang di daftar ini yang perlu dicatat."), code="nobody_found")
    people = [one.inmate for one in found if one.inmate is not None]
    if act.kind == ActKind.TRANSFER:
        happen_to_many(
            inmates=people,
            kind=EventKind.TRANSFER_OUT,
            on=act.on,
            actor=actor,
            to_prison=act.to_prison,
            letter_number=act.letter_number,
        )
    else:
        _write_dates(act, found, actor)
    _keep(judged, clock.today(act.prison.timezone))
    act.state, act.people, act.recorded_by, act.recorded_at = ActState.RECORDED, len(people), actor, clock.now()
    act.save(update_fields=["state", "people", "recorded_by", "recorded_at"])
    audit.record(
        actor, "lapas.record_act", [act, *people], {"kind": act.kind, "stage": act.stage, "people": len(people)}
    )
    return act


@told_when_overtaken()
def undo_act(*, act: RegistryAct, actor: User) -> RegistryAct:
    """Give everybody the dates of before, or have the people of a transfer back; all or nobody.

    Refused, with the first names, when somebody was written meanwhile: also when the other prison accepted the person.
    What a transfer ended on the floors above comes back by their jobs; `effects.of_returns` tells what cannot.
    """
    act = _locked(act, ActState.RECORDED)
    rows = list(act.rows.filter(finding=Finding.FOUND).select_related("inmate__prison").order_by("line"))
    people = [row.inmate for row in rows if row.inmate is not None]
    list(Inmate.objects.select_for_update().filter(pk__in=[one.pk for one in people]).order_by("pk").values_list("pk"))
    moved = dict(Inmate.objects.filter(pk__in=[one.pk for one in people]).values_list("pk", "updated_at"))
    later = [row.inmate for row in rows if row.inmate and row.written_at and moved[row.inmate.pk] != row.written_at]
    if later:
        raise ValidationError(
            _("%(count)d orang sudah diubah sesudah pencatatan ini (%(names)s); tidak bisa diurungkan lagi."),
            code="built_on",
            params={"count": len(later), "names": first_names(later)},
        )
    if act.kind == ActKind.TRANSFER:
        happen_to_many(
            inmates=people,
            kind=EventKind.RETURNED,
            on=clock.today(act.prison.timezone),
            actor=actor,
            letter_number=act.letter_number,
        )
    else:
        written = [row for row in rows if row.written_at is not None]
        put_back(written, source=FactSource.LETTER, actor=actor)
    act.rows.update(before={})
    act.state, act.undone_by, act.undone_at = ActState.UNDONE, actor, clock.now()
    act.save(update_fields=["state", "undone_by", "undone_at"])
    audit.record(actor, "lapas.undo_act", [act, *people], {"people": len(people)})
    return act


def _write_dates(act: RegistryAct, found: Sequence[Judged], actor: User) -> None:
    writes = []
    for one in found:
        if one.inmate is not None and one.plan.dates:
            write = PlannedWrite(one.inmate, one.plan, one.known, one.row.before)
            writes.append(write)
    as_of = act.letter_on or act.on
    write_plans(writes, as_of=min(as_of, clock.today(act.prison.timezone)), source=FactSource.LETTER, actor=actor)


def _keep(judged: Sequence[Judged], today: datetime.date) -> None:
    """Write on every line what it came to; the moment of the write is what undoing compares."""
    ids = [one.inmate.pk for one in judged if one.inmate is not None and one.finding == Finding.FOUND]
    written = dict(Inmate.objects.filter(pk__in=ids).values_list("pk", "updated_at"))
    for one in judged:
        row = one.row
        row.finding, row.inmate = one.finding, one.inmate
        wrote = bool(one.plan.dates) or (one.inmate is not None and one.inmate.custody_state == CustodyState.IN_TRANSIT)
        if one.finding == Finding.FOUND and one.inmate is not None and wrote:
            row.written_at = written[one.inmate.pk]
            row.changes = [
                {"field": change.field, "before": change.before, "after": change.after} for change in one.plan.changes
            ]
            if one.moves:
                row.changes.append(
                    {"field": RELEASE, "before": in_words(one.before, today), "after": in_words(one.after, today)}
                )
    RegistryActRow.objects.bulk_update(
        [one.row for one in judged], ["finding", "inmate", "changes", "before", "written_at"], batch_size=200
    )


def _locked(act: RegistryAct, state: str) -> RegistryAct:
    act = RegistryAct.objects.select_for_update(of=("self",)).select_related("prison", "to_prison").get(pk=act.pk)
    if act.state != state:
        raise ValidationError(
            _("Daftar ini sudah %(state)s; muat ulang halaman."),
            code="wrong_state",
            params={"state": act.get_state_display()},
        )
    return act


def _refuse_lengths(kind: ActKind, lines: Sequence[Line]) -> None:
    for line in lines:
        words = {"line": line.line, "number": line.number, "length": line.remission, "kind": kind.label}
        if line.remission and kind in REMISSIONS and not _LENGTH.search(line.remission):
            raise _at(
                "numbers",
                _(
                    "Baris %(line)d (%(number)s): “%(length)s” bukan lama remisi. Tulis misalnya “2 bulan” atau “45 "
                    "hari” di kolom kedua, atau hapus isinya."
                )
                % words,
                "length_unreadable",
            )
        if line.remission and kind not in REMISSIONS:
            raise _at(
                "numbers",
                _(
                    "Baris %(line)d (%(number)s): “%(length)s” terbaca sebagai lama remisi, padahal %(kind)s bukan "
                    "remisi. Hapus dari daftar (kolom kedua atau kolom “Remisi”), atau pilih RU atau RK."
                )
                % words,
                "length_without_remission",
            )


def _refuse_destination(prison: Prison, to_prison: Prison | None) -> None:
    if to_prison is None:
        raise _at("to_prison", _("Pilih UPT tujuan."), "destination_missing")
    if to_prison.pk == prison.pk or not to_prison.is_active:
        raise _at("to_prison", _("Pilih UPT lain yang masih aktif."), "destination_same")


def _at(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code)})
