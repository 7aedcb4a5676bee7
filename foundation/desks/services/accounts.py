"""Keeping an account from signing in, and letting it again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import NationPosting, User
from foundation.audit import services as audit
from foundation.desks.independence import NEVER_NOBODY
from foundation.desks.models import AccountLock, PasswordSlip
from foundation.desks.services.requests import refuse_reason


@transaction.atomic
def lock_account(*, user: User, reason: str, actor: User) -> AccountLock:
    """Keep an account from signing in from this moment on; whoever is signed in is out with the next page.

    Refused: one's own, one that is locked, the last account of a Kemnaker or system administrator, no reason.
    """
    if user.pk == actor.pk:
        raise ValidationError(_("Akun Anda sendiri dikunci rekan lain."), code="oneself")
    refuse_reason(reason)
    _refuse_last(user)
    try:
        with transaction.atomic():
            lock = AccountLock.objects.create(
                user=user, reason=reason.strip(), locked_by=actor.person, locked_at=clock.now()
            )
    except IntegrityError as again:
        raise ValidationError(_("Akun ini sudah dikunci."), code="locked") from again
    User.objects.filter(pk=user.pk).update(is_active=False)
    PasswordSlip.objects.filter(user=user, closed_at__isnull=True).update(closed_at=clock.now())
    audit.record(actor, "desks.lock_account", [user, user.person])
    return lock


@transaction.atomic
def unlock_account(*, user: User, reason: str, actor: User) -> AccountLock:
    """Let a locked account sign in again. Refused: by whoever locked it, one's own, one that is not locked."""
    lock = AccountLock.objects.select_for_update().filter(user=user, unlocked_at__isnull=True).first()
    if lock is None:
        raise ValidationError(_("Akun ini tidak dikunci."), code="not_locked")
    if user.pk == actor.pk:
        raise ValidationError(_("Akun Anda sendiri dibuka rekan lain."), code="oneself")
    if lock.locked_by_id == actor.person_id:
        raise ValidationError(_("Yang mengunci tidak membuka kuncinya; minta rekan lain."), code="same_person")
    refuse_reason(reason)
    lock.unlock_reason, lock.unlocked_by, lock.unlocked_at = reason.strip(), actor.person, clock.now()
    lock.save(update_fields=["unlock_reason", "unlocked_by", "unlocked_at"])
    User.objects.filter(pk=user.pk).update(is_active=True)
    audit.record(actor, "desks.unlock_account", [user, user.person])
    return lock


def _refuse_last(user: User) -> None:
    """Refuse to lock out the last who holds a role that must not stay empty."""
    now = NationPosting.objects.select_for_update().current(clock.today()).filter(role__in=NEVER_NOBODY).order_by("pk")
    held = {(posting.role, posting.person_id) for posting in now}
    able = set(User.objects.filter(is_active=True).exclude(pk=user.pk).values_list("person_id", flat=True))
    for role in {role for role, person in held if person == user.person_id}:
        if not any(other == role and person in able for other, person in held):
            raise ValidationError(_("Ini akun terakhir dengan peran itu; tugaskan orang lain dahulu."), code="last_one")
