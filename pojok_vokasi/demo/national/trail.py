"""The trail of three years: collected while the world is made, written and chained in the order of time."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from django.db import models

from foundation.audit import services as audit
from foundation.audit.models import AuditEvent, AuditSeal, AuditSubject
from pojok_vokasi.demo.national.nation import Nation

NOTHING: Mapping[str, Any] = MappingProxyType({})
# Model and key of a row that an event is about.
About = tuple[type[models.Model], int]


class Trail:
    """Events in memory until `write`: the chain runs in the order of time, and the parts are made one after another."""

    def __init__(self, nation: Nation) -> None:
        self.nation = nation
        self._events: list[tuple[datetime.datetime, int, int, str, tuple[About, ...], Mapping[str, Any]]] = []

    def note(
        self,
        at: datetime.datetime,
        actor: int,
        verb: str,
        about: Iterable[About],
        changes: Mapping[str, Any] = NOTHING,
    ) -> None:
        """One event of the account `actor` about rows."""
        self._events.append((at, len(self._events), actor, verb, tuple(about), changes))

    def write(self) -> int:
        """Write all, each with its link; returns how many. What was recorded before is sealed first."""
        nation = self.nation
        events = nation.table(AuditEvent, "id", "at", "actor_id", "verb", "hat", "changes")
        subjects = nation.table(AuditSubject, "id", "event_id", "kind", "key")
        seals = nation.table(AuditSeal, "seq", "event_id", "prev", "hash")
        audit.seal()
        head = AuditSeal.objects.order_by("-seq").first()
        seq, prev = (head.seq, head.hash) if head else (0, audit.GENESIS)
        self._events.sort(key=itemgetter(0, 1))
        for at, _place, actor, verb, about, changes in self._events:
            key, hat, said = events.key(), nation.hats.get(actor, ""), dict(changes)
            events.add(key, at, actor, verb, hat, said)
            rows = [[subjects.key(), model._meta.label, str(row)] for model, row in about]
            for row in rows:
                subjects.add(row[0], key, row[1], row[2])
            seq += 1
            text = audit.link_text(
                seq=seq, prev=prev, event=key, at=at, actor=actor, verb=verb, hat=hat, changes=said, subjects=rows
            )
            digest = hashlib.sha256(text.encode()).hexdigest()
            seals.add(seq, key, prev, digest)
            prev = digest
        count, self._events = len(self._events), []
        return count
