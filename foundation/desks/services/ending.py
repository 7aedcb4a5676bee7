"""Ending a posting: at once or on a day, by one person, because taking rights away is the safe way."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts import postings
from foundation.accounts.choices import Role
from foundation.accounts.models import Person, Posting, User
from foundation.audit import services as audit
from foundation.desks.choices import RequestState, Wish
from foundation.desks.independence import NEVER_NOBODY
from foundation.desks.models import PostingRequest
from foundation.desks.services.requests import PROPOSE, refuse_reason

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def end_posting(
    *, posting: Posting, on: datetime.date | None, reason: str, letter: str = "", actor: User
) -> PostingRequest:
    """Let a posting hold until the day `on`, or with None end this moment; kept as an executed request.

    Refused: of a place that the actor does not run, one's own, one that is over, a day in the past or after its end,
    and the last Kemnaker or system administrator.
    """
    model = type(posting)
    if posting.role in NEVER_NOBODY:
        # All of the role in one order, so that of two who end each other one waits for the other.
        list(model.objects.select_for_update().filter(role=posting.role).order_by("pk"))
    locked = model.objects.select_for_update().get(pk=posting.pk)
    today = clock.today()
    if not model.WHERE or not _runs(actor, locked):
        raise ValidationError(_("Penugasan ini bukan di tempat Anda."), code="not_your_place")
    if locked.person_id == actor.person_id:
        raise ValidationError(_("Penugasan Anda sendiri diakhiri rekan lain."), code="oneself")
    if locked.until_date is not None and locked.until_date < today:
        raise ValidationError(_("Penugasan ini sudah berakhir."), code="over")
    if on is not None and on < today:
        raise _on(_("Hari itu sudah lewat; pilih akhiri sekarang juga."), "past")
    if on is not None and locked.until_date is not None and on >= locked.until_date:
        raise _on(_("Penugasan ini berakhir lebih awal dengan sendirinya."), "ends_before")
    refuse_reason(reason)
    if locked.role in NEVER_NOBODY:
        _refuse_last(locked)
    request = _end(locked, on if on is not None else today - ONE_DAY, reason, letter, actor.person)
    changes = {"role": locked.role, "until": str(locked.until_date), "at_once": on is None}
    audit.record(actor, "desks.end_posting", [request, locked.person], changes)
    return request


@transaction.atomic
def end_postings_at(
    *, model: type[Posting], place: int, on: datetime.date, reason: str, letter: str, actor: User
) -> int:
    """End every posting at a place that closes after the day `on`, without its own trace; returns how many."""
    still = Q(until_date__isnull=True) | Q(until_date__gt=on)
    here = {f"{model.PLACE}_id": place}
    rows = list(model.objects.select_for_update().filter(still, **here))
    for posting in rows:
        _end(posting, on, reason, letter, actor.person)
    return len(rows)


def _on(sentence: str, code: str) -> ValidationError:
    return ValidationError({"on": ValidationError(sentence, code=code)})


def _runs(actor: User, posting: Posting) -> bool:
    if postings.nationwide(actor, PROPOSE):
        return True
    model = type(posting)
    return bool(model.PLACE) and getattr(posting, f"{model.PLACE}_id") in postings.places(actor, PROPOSE, model)


def _refuse_last(posting: Posting) -> None:
    """Refuse to leave the country without anybody in this role who can sign in."""
    others = type(posting).objects.filter(role=posting.role, until_date__isnull=True).exclude(person=posting.person_id)
    if not User.objects.filter(person_id__in=others.values("person_id"), is_active=True).exists():
        raise ValidationError(
            _("Ini %(role)s terakhir; tugaskan orang lain dahulu.") % {"role": Role(posting.role).label},
            code="last_one",
        )


def _end(posting: Posting, on: datetime.date, reason: str, letter: str, by: Person) -> PostingRequest:
    model = type(posting)
    posting.until_date = on
    posting.save(update_fields=["until_date"])
    place = getattr(posting, model.PLACE) if model.PLACE else None
    now = clock.now()
    return PostingRequest.objects.create(
        wish=Wish.END,
        person=posting.person,
        full_name=posting.person.full_name,
        staff_number=posting.person.staff_number,
        role=posting.role,
        kind=model._meta.label_lower,
        place=place.pk if place is not None else 0,
        place_name=str(getattr(place, model.PLACE_NAME)) if place is not None else "",
        from_date=posting.from_date,
        until_date=on,
        reason=reason.strip(),
        letter=letter.strip(),
        state=RequestState.EXECUTED,
        proposed_by=by,
        proposed_at=now,
        executed_at=now,
        posting=posting.pk,
    )
