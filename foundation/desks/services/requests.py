"""Asking for a desk, deciding, carrying out: three people, none of whom it is for."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts import postings
from foundation.accounts.choices import Role
from foundation.accounts.models import Person, Posting, User
from foundation.audit import services as audit
from foundation.desks.choices import RequestState
from foundation.desks.desks import desks, kind_of, places_for
from foundation.desks.independence import TEMPORARY, clash
from foundation.desks.models import PostingRequest

PROPOSE = "desks.propose_posting"
SHORTEST_REASON = 10


@transaction.atomic
def propose_posting(
    *,
    full_name: str,
    staff_number: str,
    kind: str,
    place: int = 0,
    role: str,
    from_date: datetime.date,
    until_date: datetime.date | None = None,
    reason: str,
    letter: str,
    actor: User,
) -> PostingRequest:
    """Ask that a person gets a role at a place; nothing is given until another approves and a third executes.

    Refused: a place that the actor does not run, a closed place, a role that is not given there, oneself, a number
    that belongs to somebody of another name, a role beside which the person's others cannot stand, what the person
    has already, a second request for the same, days in the past, no reason, no letter.
    """
    model = kind_of(kind)
    if model is None or role not in model.ROLES:
        raise _at("role", _("Peran ini tidak diberikan di tempat itu."), "role_not_here")
    full_name, staff_number = " ".join(full_name.split()), staff_number.strip()
    place_name = _place_name(model, place, actor)
    _refuse_days(role, from_date, until_date)
    refuse_reason(reason)
    if not letter.strip():
        raise _at("letter", _("Isi nomor surat yang menjadi dasar penugasan."), "letter_missing")
    person = known_person(full_name, staff_number)
    if staff_number == actor.person.staff_number or (person is not None and person.pk == actor.person_id):
        raise _at("staff_number", _("Tidak seorang pun mengusulkan dirinya sendiri; minta rekan lain."), "oneself")
    if person is not None:
        _refuse_what_stands(person, role, kind, place, until_date)
    try:
        with transaction.atomic():
            made = PostingRequest.objects.create(
                person=person,
                full_name=full_name,
                staff_number=staff_number,
                role=role,
                kind=kind,
                place=place,
                place_name=place_name,
                from_date=from_date,
                until_date=until_date,
                reason=reason.strip(),
                letter=letter.strip(),
                proposed_by=actor.person,
                proposed_at=clock.now(),
            )
    except IntegrityError as again:
        raise ValidationError(
            _("Usulan yang sama sudah menunggu; lihat di daftar penugasan."), code="one_waiting"
        ) from again
    audit.record(actor, "desks.propose_posting", _subjects(made), {"role": role, "kind": kind, "place": place})
    return made


@transaction.atomic
def approve_posting(*, request: PostingRequest, note: str = "", actor: User) -> PostingRequest:
    """Let a proposed posting go on to whoever executes it.

    Refused: by the proposer, by whom it is for, when it was decided meanwhile, when it could not stand any more.
    """
    waiting = _take(request, RequestState.PROPOSED)
    _refuse_part(waiting, actor)
    _refuse_no_longer(waiting)
    waiting.state, waiting.decision_note = RequestState.APPROVED, note.strip()
    waiting.decided_by, waiting.decided_at = actor.person, clock.now()
    waiting.save(update_fields=["state", "decision_note", "decided_by", "decided_at"])
    audit.record(actor, "desks.approve_posting", _subjects(waiting), {"role": waiting.role})
    return waiting


@transaction.atomic
def refuse_posting(*, request: PostingRequest, note: str, actor: User) -> PostingRequest:
    """Turn a request down, with a sentence for the proposer; an approved one too, as long as nobody executed it."""
    waiting = _take(request, RequestState.PROPOSED, RequestState.APPROVED)
    if waiting.proposed_by_id == actor.person_id:
        raise ValidationError(_("Ini usulan Anda sendiri; tarik saja usulannya."), code="same_person")
    if _is_for(waiting, actor):
        raise ValidationError(_("Usulan ini tentang Anda sendiri; rekan lain yang memutuskan."), code="oneself")
    if not note.strip():
        raise _at("note", _("Tulis mengapa usulan ditolak."), "note_missing")
    waiting.state, waiting.decision_note = RequestState.REFUSED, note.strip()
    waiting.decided_by, waiting.decided_at = actor.person, clock.now()
    waiting.save(update_fields=["state", "decision_note", "decided_by", "decided_at"])
    audit.record(actor, "desks.refuse_posting", _subjects(waiting), {"role": waiting.role})
    return waiting


@transaction.atomic
def withdraw_posting(*, request: PostingRequest, actor: User) -> PostingRequest:
    """Take back an own request that nobody executed."""
    waiting = _take(request, RequestState.PROPOSED, RequestState.APPROVED)
    if waiting.proposed_by_id != actor.person_id:
        raise ValidationError(_("Hanya yang mengusulkan dapat menarik usulannya."), code="not_yours")
    waiting.state = RequestState.WITHDRAWN
    waiting.save(update_fields=["state"])
    audit.record(actor, "desks.withdraw_posting", _subjects(waiting), {"role": waiting.role})
    return waiting


@transaction.atomic
def execute_posting(*, request: PostingRequest, actor: User) -> PostingRequest:
    """Carry out an approved request: the person and an account are made if there are none, and the posting holds.

    The account has no password yet (see `slips`). A posting for the same that ends later than the new one begins is
    prolonged instead of doubled. Refused: by the proposer, the approver or whom it is for, and when it could not stand
    any more.
    """
    waiting = _take(request, RequestState.APPROVED)
    _refuse_part(waiting, actor)
    if waiting.decided_by_id == actor.person_id:
        raise ValidationError(_("Yang menyetujui tidak melaksanakan; minta admin sistem lain."), code="same_person")
    # Locked, so that of two requests about one person the second sees what the first gave.
    list(Person.objects.select_for_update().filter(staff_number=waiting.staff_number))
    model = _refuse_no_longer(waiting)
    person = known_person(waiting.full_name, waiting.staff_number) or Person.objects.create(
        full_name=waiting.full_name, staff_number=waiting.staff_number
    )
    if not User.objects.filter(person=person).exists():
        User.objects.create_user(staff_number=person.staff_number, person=person)
    posting = _give(model, waiting, person)
    waiting.person, waiting.posting, waiting.state = person, posting.pk, RequestState.EXECUTED
    waiting.executed_by, waiting.executed_at = actor.person, clock.now()
    waiting.save(update_fields=["person", "posting", "state", "executed_by", "executed_at"])
    audit.record(actor, "desks.execute_posting", _subjects(waiting), {"role": waiting.role, "posting": posting.pk})
    return waiting


def refuse_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise _at("reason", _("Tulis alasannya dalam satu kalimat."), "reason_missing")


def known_person(full_name: str, staff_number: str) -> Person | None:
    """The person with this number, or None; refuses somebody else's number, because independence compares persons."""
    if not staff_number:
        raise _at("staff_number", _("Isi NIP atau nomor pegawai."), "number_missing")
    if not full_name:
        raise _at("full_name", _("Isi nama lengkap."), "name_missing")
    person = Person.objects.filter(staff_number=staff_number).first()
    if person is not None and person.full_name.casefold() != full_name.casefold():
        raise _at(
            "staff_number",
            _("Nomor ini milik %(name)s. Periksa nomornya, atau tulis nama itu.") % {"name": person},
            "another_person",
        )
    return person


def _at(field: str, sentence: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(sentence, code=code)})


def _place_name(model: type[Posting], place: int, actor: User) -> str:
    if not model.PLACE:
        if not postings.nationwide(actor, PROPOSE):
            raise ValidationError(_("Peran nasional hanya diusulkan Admin Kemnaker."), code="not_your_place")
        return ""
    found = places_for(actor, PROPOSE, model).filter(pk=place).first()
    if found is None:
        raise _at("place", _("Anda hanya mengusulkan untuk tempat Anda sendiri yang masih buka."), "not_your_place")
    return str(getattr(found, model.PLACE_NAME))


def _refuse_days(role: str, from_date: datetime.date, until_date: datetime.date | None) -> None:
    if from_date < clock.today():
        raise _at("from_date", _("Penugasan tidak berlaku surut; tulis hari ini atau sesudahnya."), "past")
    if until_date is not None and until_date < from_date:
        raise _at("until_date", _("Hari terakhir harus sesudah hari pertama."), "ends_before_start")
    if most := TEMPORARY.get(role):
        if until_date is None or (until_date - from_date).days > most:
            raise _at(
                "until_date",
                _("%(role)s bertugas sementara: isi hari terakhir, paling lama %(days)d hari.")
                % {"role": Role(role).label, "days": most},
                "temporary",
            )


def _refuse_what_stands(person: Person, role: str, kind: str, place: int, until: datetime.date | None) -> None:
    """Refuse a role that cannot stand beside what the person holds or will hold, and what is held already."""
    today = clock.today()
    for desk in desks(Q(person=person) & (Q(until_date__isnull=True) | Q(until_date__gte=today))):
        if clash(role, [desk.role]):
            raise _at(
                "role",
                _("%(name)s adalah %(other)s; peran itu tidak dirangkap dengan %(role)s.")
                % {"name": person, "other": desk.role_name, "role": Role(role).label},
                "not_together",
            )
        same = (desk.role, desk.kind, desk.place) == (role, kind, place)
        if same and (desk.until_date is None or (until is not None and desk.until_date >= until)):
            raise _at("role", _("%(name)s sudah mempunyai penugasan ini.") % {"name": person}, "held_already")


def _take(request: PostingRequest, *states: RequestState) -> PostingRequest:
    """The request, locked and in one of the states; of two who decide at once the second finds it decided."""
    locked = PostingRequest.objects.select_for_update().get(pk=request.pk)
    if locked.state not in states:
        raise ValidationError(
            _("Usulan ini sudah %(state)s; muat ulang halaman.") % {"state": locked.get_state_display()},
            code="decided",
        )
    return locked


def _is_for(request: PostingRequest, actor: User) -> bool:
    return request.person_id == actor.person_id or request.staff_number == actor.person.staff_number != ""


def _refuse_part(request: PostingRequest, actor: User) -> None:
    if request.proposed_by_id == actor.person_id:
        raise ValidationError(
            _("Yang mengusulkan tidak menyetujui atau melaksanakan; minta rekan lain."), code="same_person"
        )
    if _is_for(request, actor):
        raise ValidationError(_("Usulan ini tentang Anda sendiri; minta rekan lain."), code="oneself")


def _refuse_no_longer(request: PostingRequest) -> type[Posting]:
    """Refuse what became impossible since it was proposed; returns the posting model."""
    model = kind_of(request.kind)
    assert model is not None  # propose_posting lets known kinds through only
    if model.PLACE:
        place: Any = model._meta.get_field(model.PLACE).related_model
        row = place._default_manager.filter(pk=request.place).first()
        if row is None or not getattr(row, "is_active", True):
            raise ValidationError(
                _("%(place)s sudah ditutup; tolak atau tarik usulan ini.") % {"place": request.place_name},
                code="place_closed",
            )
    if request.until_date is not None and request.until_date < clock.today():
        raise ValidationError(_("Hari terakhirnya sudah lewat; tolak atau tarik usulan ini."), code="over")
    person = known_person(request.full_name, request.staff_number)
    if person is not None:
        _refuse_what_stands(person, request.role, request.kind, request.place, request.until_date)
    return model


def _give(model: type[Posting], request: PostingRequest, person: Person) -> Posting:
    first = max(request.from_date, clock.today())
    here = {f"{model.PLACE}_id": request.place} if model.PLACE else {}
    held = (
        model.objects.select_for_update()
        .filter(person=person, role=request.role, until_date__gte=first - datetime.timedelta(days=1), **here)
        .order_by("-until_date")
        .first()
    )
    if held is not None and held.from_date <= first:
        held.until_date = request.until_date
        held.save(update_fields=["until_date"])
        return held
    made: Posting = model.objects.create(
        person=person, role=request.role, from_date=first, until_date=request.until_date, **here
    )
    return made


def _subjects(request: PostingRequest) -> list[PostingRequest | Person]:
    return [request, *([request.person] if request.person else [])]
