"""Requests about a person's own data: opened with a clock of 3 × 24 hours, prepared, decided with a reason."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.ui.templatetags.ui import waktu, zona
from lapas import names, nik, sealed
from lapas.choices import RequestKind, RequestOutcome
from lapas.holders import ask_holders, awaited_holders, their_sections
from lapas.models import Inmate, PrisonPosting, SubjectRequest
from lapas.models.requests import ANSWERED_WITHIN
from lapas.services.holding import refuse_merged
from lapas.subject_data import subject_data

SHORTEST = 5
# Files of one sweep.
DROPPED_AT_ONCE = 100


@transaction.atomic
def open_request(*, inmate: Inmate, kind: str, asked_by: str, wish: str = "", actor: User) -> SubjectRequest:
    """Take a request; its clock starts now, and other houses that hold something about the person are asked.

    Refuses a correction that does not say what is wrong.
    """
    kind, wish = RequestKind(kind), names.tidy(wish)
    if not names.tidy(asked_by):
        raise ValidationError({"asked_by": ValidationError(_("Tulis siapa yang meminta."), code="asked_by")})
    if kind == RequestKind.CORRECTION and len(wish) < SHORTEST:
        raise ValidationError(
            {"wish": ValidationError(_("Tulis data mana yang keliru dan bagaimana seharusnya."), code="wish")}
        )
    nik.refuse_in(wish, field="wish")
    nik.refuse_in(asked_by, field="asked_by")
    refuse_merged(inmate)
    now = clock.now()
    made = SubjectRequest.objects.create(
        inmate=inmate,
        prison=inmate.prison,
        kind=kind,
        asked_by=names.tidy(asked_by),
        wish=wish,
        opened_by=actor,
        opened_at=now,
        due_at=now + ANSWERED_WITHIN,
    )
    if made.kind == RequestKind.ACCESS:
        ask_holders(made, now)
    audit.record(actor, "lapas.open_request", [inmate, made], {"kind": kind})
    return made


@transaction.atomic
def ask_newcomers(*, people: Iterable[Inmate], actor: User | None) -> int:
    """For open requests of these people to see their data: ask whoever holds something since; answers how many."""
    open_requests = SubjectRequest.objects.filter(
        inmate__in=list(people), kind=RequestKind.ACCESS, decided_at__isnull=True
    )
    total = 0
    for request in open_requests.select_related("inmate"):
        if asked := ask_holders(request, clock.now()):
            audit.record(actor, "lapas.ask_holders", [request.inmate, request], {"asked": asked})
            total += asked
    return total


@transaction.atomic
def prepare_request(*, request: SubjectRequest, proposal: str, actor: User) -> SubjectRequest:
    """Put the answer before the head: of an access request everything kept as of now, sealed; of a correction a text.

    May be done anew until the head has decided. An LSP that holds something only since is asked first. Refused while an
    LSP has time left for its part; afterwards the file says which part is missing, so that nobody's silence makes the
    answer late.
    """
    request = _open(request)
    proposal = names.tidy(proposal)
    if request.kind == RequestKind.CORRECTION and len(proposal) < SHORTEST:
        raise ValidationError(
            {"proposal": ValidationError(_("Tulis apa yang sudah diperiksa dan apa usulan Anda."), code="proposal")}
        )
    if request.kind == RequestKind.ACCESS:
        ask_newcomers(people=[request.inmate], actor=actor)
        _refuse_while_awaited(request)
        request.content = sealed.seal(json.dumps(_content(request), ensure_ascii=False), place=place_of(request))
    nik.refuse_in(proposal, field="proposal")
    request.proposal, request.prepared_by, request.prepared_at = proposal, actor, clock.now()
    request.save(update_fields=["content", "proposal", "prepared_by", "prepared_at"])
    audit.record(actor, "lapas.prepare_request", [request.inmate, request], {"kind": request.kind})
    return request


@transaction.atomic
def decide_request(*, request: SubjectRequest, outcome: str, reason: str, actor: User) -> SubjectRequest:
    """The head's answer; refuses one that nobody prepared, the preparer's own, less than the whole without a reason."""
    request = _open(request)
    reason = names.tidy(reason)
    if request.prepared_at is None:
        raise ValidationError(
            _("Jawabannya belum disiapkan; minta petugas registrasi menyiapkannya dahulu."), code="not_prepared"
        )
    if request.prepared_by_id == actor.pk:
        raise ValidationError(who_else_decides(request, actor), code="own_preparation")
    nik.refuse_in(reason)
    if outcome != RequestOutcome.GRANTED and len(reason) < SHORTEST:
        raise ValidationError(
            {"reason": ValidationError(_("Tulis alasannya; pemohon akan menerimanya."), code="reason")}
        )
    request.outcome, request.reason = RequestOutcome(outcome), reason
    request.decided_by, request.decided_at = actor, clock.now()
    request.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    late = request.decided_at > request.due_at
    audit.record(actor, "lapas.decide_request", [request.inmate, request], {"outcome": outcome, "late": late})
    return request


@transaction.atomic
def open_content(*, request: SubjectRequest, actor: User) -> dict[str, Any]:
    """The prepared file; the reading is recorded. Refuses when there is none."""
    if not request.content:
        raise ValidationError(_("Berkas data ini belum disiapkan."), code="not_prepared")
    audit.record(actor, "lapas.open_subject_file", [request.inmate, request])
    content: dict[str, Any] = json.loads(sealed.unseal(request.content, place=place_of(request)))
    return content


def drop_files() -> int:
    """Delete files that were decided on `REQUEST_FILE_DAYS` ago; returns how many. The request itself stays."""
    dropped = 0
    for pk in list(files_over(clock.now()).order_by("decided_at").values_list("pk", flat=True)[:DROPPED_AT_ONCE]):
        with transaction.atomic():
            over = files_over(clock.now()).select_for_update(skip_locked=True)
            if (request := over.filter(pk=pk).first()) is None:
                continue
            request.content, request.file_dropped_at = "", clock.now()
            request.save(update_fields=["content", "file_dropped_at"])
            audit.record(None, "lapas.drop_subject_file", request)
            dropped += 1
    return dropped


def files_over(now: datetime.datetime) -> QuerySet[SubjectRequest]:
    """Requests whose file was there long enough at `now` for the applicant to have it."""
    before = now - datetime.timedelta(days=settings.REQUEST_FILE_DAYS)
    return SubjectRequest.objects.exclude(content="").filter(decided_at__lte=before).order_by()


def who_else_decides(request: SubjectRequest, actor: User) -> str:
    """For whoever prepared the answer: who may decide it instead, by name where the prison has another head."""
    others = PrisonPosting.objects.current(clock.today()).filter(prison=request.prison, role=Role.PRISON_HEAD)
    heads = sorted({str(posting.person) for posting in others.exclude(person=actor.person).select_related("person")})
    if heads:
        return _("Anda yang menyiapkan jawaban ini, maka orang lain yang memutus: %(heads)s.") % {
            "heads": ", ".join(heads)
        }
    return _(
        "Anda yang menyiapkan jawaban ini, maka orang lain yang memutus. UPT ini tidak punya kepala lain: minta "
        "petugas registrasi menyiapkan ulang lalu Anda putuskan, atau usulkan pelaksana harian kepala di Penugasan."
    )


def place_of(request: SubjectRequest) -> str:
    """The place that the sealed file is bound to."""
    return f"lapas.SubjectRequest:{request.uuid}"


def _refuse_while_awaited(request: SubjectRequest) -> None:
    if awaited := awaited_holders(request, clock.now()):
        raise ValidationError(
            [
                ValidationError(
                    _("%(holder)s belum menyerahkan bagiannya; tunggu, atau siapkan tanpa bagian itu mulai %(due)s."),
                    code="holder_awaited",
                    params={"holder": held.holder, "due": waktu(held.due_at, request.prison.timezone)},
                )
                for held in awaited
            ]
        )


def _content(request: SubjectRequest) -> dict[str, Any]:
    """The file as data; every time in it is of the prison's zone."""
    zone = request.prison.timezone
    with timezone.override(zone):
        sections = [*subject_data(request.inmate), *their_sections(request)]
    return {
        "title": _("Berkas data pribadi"),
        "request": request.pk,
        "made_on": f"{clock.today(zone):%d-%m-%Y}",
        "timezone": zona(zone),
        "sections": [
            {"title": section.title, "rows": [[list(pair) for pair in row] for row in section.rows]}
            for section in sections
        ],
    }


def _open(request: SubjectRequest) -> SubjectRequest:
    found = SubjectRequest.objects.select_for_update(of=("self",)).select_related("inmate", "prison").get(pk=request.pk)
    if found.decided_at is not None:
        raise ValidationError(_("Permintaan ini sudah diputus."), code="decided")
    return found
