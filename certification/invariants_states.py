"""Promises about states: who changed what, what came instead, and which original counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q

from certification import states
from certification.choices import CertificateState, Outcome, SheetStatus, Wish
from certification.models import Certificate, Decision, HandOver, PublicRecord, Sheet, StateRequest
from foundation.audit.models import AuditSubject
from foundation.collect import Invariant

CHUNK = 500
# Which act of the trail makes whom of a request.
ACTS = {
    "certification.ask_for_state": "asked_by",
    "certification.approve_request": "decided_by",
    "certification.refuse_request": "decided_by",
}


def state_checks() -> list[Invariant]:
    return [
        Invariant(
            "certification.state_agrees",
            "The stored state, and its day, is what the last approved request made of it; without one it is active.",
            _states,
        ),
        Invariant(
            "certification.two_persons",
            "A request is decided by another person than asked, and the trail knows both as the ones who acted.",
            _two_persons,
        ),
        Invariant(
            "certification.replacement_whole",
            "A replaced certificate has one successor for the same person and scheme, or waits for its number; "
            "what has a predecessor stands on a replaced one, and the public page says so.",
            _replacements,
        ),
        Invariant(
            "certification.former_originals",
            "An original replaced by a new sheet was handed over once, counts no more, and is known by its request.",
            _former_originals,
        ),
    ]


def _states() -> Iterator[str]:
    changing = StateRequest.objects.filter(outcome=Outcome.APPROVED, wish__in=states.CHANGES_THE_STATE)
    last = {row.certificate_id: row for row in changing.order_by("decided_at", "pk").iterator(CHUNK)}
    touched = Certificate.objects.exclude(state=CertificateState.ACTIVE) | Certificate.objects.filter(pk__in=list(last))
    for row in touched.select_related("lsp").distinct().iterator(CHUNK):
        request = last.get(row.pk)
        wanted = states.TRANSITIONS[request.wish].after if request is not None else CertificateState.ACTIVE
        # A voided number was active before; the promise about voided numbers looks at the rest.
        if row.state != wanted and not (row.state == CertificateState.VOIDED and wanted == CertificateState.ACTIVE):
            yield f"certificate {row.pk} is {row.state}, its requests left it {wanted}"
        elif row.state != CertificateState.VOIDED and request is not None and request.decided_at is not None:
            day = request.decided_at.astimezone(ZoneInfo(row.zone or settings.TIME_ZONE)).date()
            if row.state_since != day:
                yield f"certificate {row.pk} is {row.state} since {row.state_since}, decided on {day}"


def _two_persons() -> Iterator[str]:
    alone = StateRequest.objects.filter(decided_by=F("asked_by"))
    for pk in alone.values_list("pk", flat=True):
        yield f"request {pk} was asked and decided by one person"
    acted = AuditSubject.objects.filter(kind=StateRequest._meta.label, event__verb__in=ACTS)
    known = {
        (key, ACTS[verb]): person
        for key, verb, person in acted.values_list("key", "event__verb", "event__actor__person").iterator(CHUNK)
    }
    for pk, asked, decided in StateRequest.objects.values_list("pk", "asked_by", "decided_by").iterator(CHUNK):
        for part, person in (("asked_by", asked), ("decided_by", decided)):
            if person != known.get((str(pk), part)):
                yield f"request {pk}: the trail knows another person as {part}"


def _replacements() -> Iterator[str]:
    replaced = Certificate.objects.filter(state=CertificateState.REPLACED)
    waiting = Decision.objects.waiting_for_number()
    bare = replaced.filter(successor__isnull=True).exclude(decision__in=waiting)
    for pk in bare.values_list("pk", flat=True):
        yield f"certificate {pk} is replaced, has no successor and waits for none"
    for old in Certificate.objects.filter(successor__isnull=False).select_related("successor").iterator(CHUNK):
        new = old.successor
        if old.state != CertificateState.REPLACED or new.state == CertificateState.VOIDED:
            yield f"certificate {new.pk} ({new.state}) stands for {old.pk}, which is {old.state}"
        if any(getattr(old, name) != getattr(new, name) for name in ("inmate_id", "scheme_id", "decision_id")):
            yield f"certificate {new.pk} stands for {old.pk} of another person, scheme or decision"
    said = PublicRecord.objects.filter(state=CertificateState.REPLACED)
    for pk in replaced.exclude(code__in=said.values("code")).values_list("pk", flat=True):
        yield f"certificate {pk} is replaced and the public page does not say so"
    others = Certificate.objects.exclude(state=CertificateState.REPLACED)
    for pk in others.filter(code__in=said.values("code")).values_list("pk", flat=True):
        yield f"certificate {pk} is not replaced, the public page says it is"


def _former_originals() -> Iterator[str]:
    approved = StateRequest.objects.filter(outcome=Outcome.APPROVED)
    renewed = Counter(approved.filter(wish=Wish.NEW_SHEET).values_list("certificate", "sheet_serial"))
    former = Counter(
        HandOver.objects.filter(former_certificate__isnull=False).values_list("former_certificate", "sheet_serial")
    )
    for (pk, serial), times in (renewed - former).items():
        yield f"certificate {pk}: sheet {serial} was replaced {times} times without a former hand-over"
    for pk, serial in former - renewed:
        yield f"certificate {pk}: sheet {serial} is a former original without an approved request"
    gone = approved.exclude(sheet_serial="").filter(wish__in=[Wish.NEW_SHEET, Wish.REPLACED])
    serials = set(gone.values_list("sheet_serial", flat=True))
    ledger = Sheet.objects.filter(Q(serial__in=list(serials)) | Q(state=SheetStatus.REPLACED))
    for sheet in ledger.iterator(CHUNK):
        if (sheet.state == SheetStatus.REPLACED) != (sheet.serial in serials):
            yield f"sheet {sheet.serial} is {sheet.state}, an approved request says otherwise"
