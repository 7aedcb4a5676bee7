"""*Perubahan*: what happened to people of classes and certificates, told to the work desk until it has read it.

Whom a change concerns and what follows from it is said by the higher floors: an app offers `change_effects.py` with
`concerned(ids)` (ids of those in a class, an exam, or waiting for a certificate) and `effects(notices)` (notice id →
(tone, sentence)).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.collect import offered
from foundation.jobs import services as jobs
from lapas.choices import EventKind, NoticeKind
from lapas.effects import of_changes
from lapas.models import ChangeNotice, CustodyEvent, Inmate
from lapas.services.holding import hold_owners, living

JOB = "lapas.note_event"
WIDTH = 150
_EVENTS = {
    EventKind.RELEASED: NoticeKind.RELEASED,
    EventKind.DECEASED: NoticeKind.DECEASED,
    EventKind.ESCAPED: NoticeKind.ESCAPED,
    EventKind.TRANSFER_OUT: NoticeKind.TRANSFERRED,
    EventKind.TRANSFER_IN: NoticeKind.ARRIVED,
    EventKind.RETURNED: NoticeKind.RETURNED,
}


@dataclass(frozen=True)
class Facts:
    """What is watched of a person: the name, the chosen release date and its basis."""

    name: str
    release: datetime.date | None


def facts_of(inmate: Inmate) -> Facts:
    return Facts(inmate.name, inmate.earliest_release)


def note_facts(
    *, before: Mapping[int, Facts], people: Iterable[Inmate], on: datetime.date, source: str, actor: User | None
) -> None:
    """Note whose name or earliest release is another one than `before` (by id); part of the caller's transaction."""
    drafts = []
    for inmate in people:
        was, now = before.get(inmate.pk), facts_of(inmate)
        if was is None:
            continue
        if was.name != now.name:
            drafts.append(_draft(inmate, NoticeKind.NAME, on, source, actor, was.name, now.name))
        if was.release != now.release:
            words = (_written(was.release), _written(now.release))
            drafts.append(_draft(inmate, NoticeKind.RELEASE_MOVED, on, source, actor, *words))
    _keep(drafts)


def note_missing(*, people: Iterable[Inmate], on: datetime.date, source: str, actor: User | None) -> None:
    """Note who stands on no row of the prison's newest sheet."""
    _keep([_draft(inmate, NoticeKind.MISSING, on, source, actor) for inmate in people])


def order_note(sender: Any, *, inmate: Inmate, event: CustodyEvent, **kwargs: Any) -> None:
    """Listens to `custody_changed` and only orders the work, so that no notice can hold up a release."""
    if event.kind in _EVENTS:
        jobs.enqueue(JOB, params={"event": event.pk}, actor=event.recorded_by, subjects=[inmate])


@transaction.atomic
def note_event(*, event: CustodyEvent) -> None:
    """Note a custody event at the prison where it happened; running it again writes nothing twice."""
    # The person may have been merged into another since the job was read: then the event hangs there.
    hold_owners(CustodyEvent.objects.filter(pk=event.pk))
    event = CustodyEvent.objects.select_related("inmate", "recorded_by").get(pk=event.pk)
    draft = _draft(
        event.inmate, _EVENTS[EventKind(event.kind)], event.on, event.source, event.recorded_by, prison=event.prison_id
    )
    draft.recorded_at = event.recorded_at
    known = ChangeNotice.objects.filter(
        inmate=event.inmate, prison=event.prison, kind=draft.kind, recorded_at=event.recorded_at
    )
    if not known.exists():
        _keep([draft])


@transaction.atomic
def acknowledge_changes(*, notices: Collection[ChangeNotice], actor: User) -> int:
    """Mark the notices as read by the actor now; who was first stays. Refuses nothing picked; returns how many."""
    if not notices:
        raise ValidationError(_("Pilih paling sedikit satu perubahan."), code="nothing_picked")
    open_ones = ChangeNotice.objects.unread().filter(pk__in=[notice.pk for notice in notices])
    inmates = Inmate.objects.filter(pk__in=open_ones.values("inmate"))
    subjects = list(inmates.order_by("pk"))
    count: int = open_ones.update(acknowledged_by=actor, acknowledged_at=clock.now())
    if count:
        audit.record(actor, "lapas.acknowledge_changes", subjects, {"notices": count})
    return count


def effects_of(notices: Sequence[ChangeNotice]) -> dict[int, list[tuple[str, str]]]:
    """Notice id → (tone, sentence) for what each change means in classes, exams and certificates, as of now."""
    return of_changes(notices)


def _draft(
    inmate: Inmate,
    kind: NoticeKind,
    on: datetime.date,
    source: str,
    actor: User | None,
    before: str = "",
    after: str = "",
    prison: int | None = None,
) -> ChangeNotice:
    return ChangeNotice(
        inmate=inmate,
        prison_id=prison or inmate.prison_id,
        kind=kind,
        on=on,
        before=before[:WIDTH],
        after=after[:WIDTH],
        source=source,
        recorded_by=actor,
        recorded_at=clock.now(),
    )


def _keep(drafts: Sequence[ChangeNotice]) -> None:
    """Keep the drafts about people whom they concern; one that nobody has read yet is carried on."""
    if not drafts:
        return
    asked = {draft.inmate_id for draft in drafts}
    concerned = {pk for tell in offered("change_effects", "concerned") for pk in tell(asked)}
    # Of somebody merged away meanwhile nothing is told: the kept row has changes of its own.
    alive = living(draft.inmate for draft in drafts if draft.inmate_id in concerned)
    drafts = [draft for draft in drafts if draft.inmate_id in alive]
    if not drafts:
        return
    waiting = ChangeNotice.objects.unread().filter(inmate__in=concerned)
    unread = {(one.inmate_id, one.prison_id, one.kind): one for one in waiting}
    fresh, carried = [], []
    for draft in drafts:
        known = unread.get((draft.inmate_id, draft.prison_id, draft.kind))
        if known is None:
            fresh.append(draft)
            continue
        known.on, known.after, known.source = draft.on, draft.after, draft.source
        known.recorded_by, known.recorded_at = draft.recorded_by, draft.recorded_at
        carried.append(known)
    ChangeNotice.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    ChangeNotice.objects.bulk_update(carried, ["on", "after", "source", "recorded_by", "recorded_at"], batch_size=100)
    # Back at what the desk read last: nothing changed after all.
    back = [one.pk for one in carried if one.before == one.after and one.before]
    ChangeNotice.objects.filter(pk__in=back).delete()


def _written(date: datetime.date | None) -> str:
    return f"{date:%d-%m-%Y}" if date else _("belum diketahui")
