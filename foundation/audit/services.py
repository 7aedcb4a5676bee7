"""Writing the trail, chaining it, and checking the chain."""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Exists, OuterRef
from django.db.transaction import TransactionManagementError

from foundation import clock, vendor
from foundation.accounts import postings
from foundation.accounts.models import User
from foundation.audit.models import AuditEvent, AuditSeal, AuditSubject

logger = logging.getLogger(__name__)

GENESIS = "0" * 64
UNSEALED_TOO_LONG = datetime.timedelta(minutes=5)
# So many keys before the newest sealed event may still commit late and be told by `unsealed_lately`: at five acts a
# second, more than half an hour.
LOOK_BACK = 10_000
BATCH = 500
_NIK = re.compile(r"\b\d{16}\b")
_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode

Subjects = models.Model | Iterable[models.Model]


def record(actor: User | None, verb: str, subjects: Subjects, changes: Mapping[str, Any] | None = None) -> AuditEvent:
    """Write one event about the `subjects` into the caller's transaction, so that act and trace stand or fall together.

    `verb` is `<app>.<what>`; `changes` names fields, states and counts, never a personal value. `actor` is None only
    for what the portal does by itself. Raises TransactionManagementError outside a transaction, ValueError when
    `changes` holds something that looks like a NIK.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("audit.record belongs inside the transaction of what it records.")
    if changes and _NIK.search(json.dumps(changes, default=str)):
        raise ValueError(f"The trail takes no identity number ({verb}).")
    event = AuditEvent.objects.create(
        at=clock.now(),
        actor=actor,
        verb=verb,
        hat=",".join(postings.roles(actor)) if actor is not None else "",
        changes=dict(changes or {}),
    )
    rows = [subjects] if isinstance(subjects, models.Model) else subjects
    about = [(event.pk, row._meta.label, str(row.pk)) for row in rows]
    vendor.insert_rows(AuditSubject, ("event_id", "kind", "key"), about)
    return event


def record_read(
    actor: User | None, verb: str, subjects: Subjects, changes: Mapping[str, Any] | None = None
) -> AuditEvent:
    """Record that somebody looked: the same as `record`, in a small transaction of its own.

    Inside another transaction it has no savepoint: a look that left no trace takes the whole with it.
    """
    with transaction.atomic(savepoint=False):
        return record(actor, verb, subjects, changes)


def seal() -> int:
    """Chain every committed event that has no seal yet; returns how many. Any number of processes may call it."""
    sealed = 0
    while True:
        batch = list(AuditEvent.objects.unsealed().order_by("pk").prefetch_related("subjects")[:BATCH])
        if not batch:
            return sealed
        try:
            with transaction.atomic():
                head = AuditSeal.objects.order_by("-seq").first()
                seals = list(_chain(head, batch))
                AuditSeal.objects.bulk_create(seals)
        except IntegrityError:
            # Another sweeper took the same places in the chain; what it left over comes with the next sweep.
            logger.info("Another process is sealing the trail.")
            return sealed
        sealed += len(seals)
        # The log is kept elsewhere: a chain cut at its end, or rewritten whole, no longer fits a head written here.
        logger.info("Audit trail sealed up to %d:%s", seals[-1].seq, seals[-1].hash)


def _chain(head: AuditSeal | None, events: Iterable[AuditEvent]) -> Iterator[AuditSeal]:
    seq, prev = (head.seq, head.hash) if head else (0, GENESIS)
    for event in events:
        seq += 1
        digest = _digest(seq, prev, event)
        yield AuditSeal(seq=seq, event=event, prev=prev, hash=digest)
        prev = digest


def sealed_text(seq: int, prev: str, event: AuditEvent) -> str:
    """What a seal's hash is the SHA-256 of, so that whoever holds it can check the link by himself."""
    return link_text(
        seq=seq,
        prev=prev,
        event=event.pk,
        at=event.at,
        actor=event.actor_id,
        verb=event.verb,
        hat=event.hat,
        changes=event.changes,
        subjects=[[subject.pk, subject.kind, subject.key] for subject in event.subjects.all()],
    )


def link_text(
    *,
    seq: int,
    prev: str,
    event: int,
    at: datetime.datetime,
    actor: int | None,
    verb: str,
    hat: str,
    changes: Mapping[str, Any],
    subjects: list[list[Any]],
) -> str:
    """The same of an event given by its columns; `subjects` by key, model label and key of the row."""
    whole = {
        "seq": seq,
        "prev": prev,
        "event": event,
        "at": at.astimezone(datetime.UTC).isoformat(),
        "actor": actor,
        "verb": verb,
        "hat": hat,
        "changes": changes,
        "subjects": sorted(subjects),
    }
    return _written(whole)


def _digest(seq: int, prev: str, event: AuditEvent) -> str:
    return hashlib.sha256(sealed_text(seq, prev, event).encode()).hexdigest()


@dataclass
class Report:
    """What `verify` found: events sealed, head of the chain as `seq:hash`, breaks, events unsealed for too long."""

    sealed: int = 0
    head: str = ""
    breaks: list[str] = field(default_factory=list)
    unsealed: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.breaks and not self.unsealed


def verify(expected_head: str = "") -> Report:
    """Walk the whole chain and compare every link with its event.

    The chain must hold `expected_head`, a `seq:hash` from the log, if one is given.
    """
    report = Report()
    expected_seq, _, expected_hash = expected_head.partition(":")
    prev = GENESIS
    seen_expected = not expected_head
    for link in _links():
        report.sealed += 1
        if link.seq != report.sealed:
            report.breaks.append(f"seal {report.sealed} is missing")
            report.sealed = link.seq
        if link.prev != prev:
            report.breaks.append(f"seal {link.seq} does not continue the seal before it")
        if link.hash != _digest(link.seq, link.prev, link.event):
            report.breaks.append(f"event {link.event_id} is not what seal {link.seq} sealed")
        prev = link.hash
        report.head = f"{link.seq}:{link.hash}"
        seen_expected = seen_expected or (str(link.seq) == expected_seq and link.hash == expected_hash)
    orphans = AuditSeal.objects.filter(~Exists(AuditEvent.objects.filter(pk=OuterRef("event_id")))).count()
    if orphans:
        report.breaks.append(f"{orphans} sealed events are gone")
    if not seen_expected:
        report.breaks.append(f"the chain does not hold the head {expected_head}")
    report.unsealed = unsealed()
    return report


def unsealed() -> list[str]:
    """A sentence for each event that has waited for its seal for over five minutes."""
    return _waiting(AuditEvent.objects.unsealed())


def unsealed_lately(most: int) -> list[str]:
    """The same for up to `most` of those after, or up to `LOOK_BACK` keys before, the newest event that has a seal.

    For a page: whatever piles up while nobody seals is among them, and the size of the trail does not matter.
    """
    newest = AuditSeal.objects.order_by("-event_id").values_list("event_id", flat=True).first() or 0
    return _waiting(AuditEvent.objects.unsealed_after(newest - LOOK_BACK), most)


def _waiting(events: models.QuerySet[AuditEvent], most: int | None = None) -> list[str]:
    old = events.filter(at__lt=clock.now() - UNSEALED_TOO_LONG).values_list("pk", "at")[:most]
    return [f"event {pk} of {at:%Y-%m-%d %H:%M} has no seal" for pk, at in old]


def _links() -> Iterator[AuditSeal]:
    """Every seal with its event and subjects, in order, a batch at a time."""
    last = 0
    while batch := list(
        AuditSeal.objects.filter(seq__gt=last)
        .order_by("seq")
        .select_related("event")
        .prefetch_related("event__subjects")[:BATCH]
    ):
        yield from batch
        last = batch[-1].seq
