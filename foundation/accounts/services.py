"""What a user does with the own account, each with its trace."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts import postings
from foundation.accounts.models import User
from foundation.audit import services as audit


@transaction.atomic
def change_password(*, actor: User, old_password: str, new_password: str) -> User:
    """Replace the own password; afterwards it is no longer a one-time one.

    Raises ValidationError on the field: `password_wrong` for the old one, `password_same` or the validators' codes
    for the new one.
    """
    if not actor.check_password(old_password):
        raise ValidationError(
            {"old_password": ValidationError(_("Sandi lama tidak cocok. Ketik sekali lagi."), code="password_wrong")}
        )
    if old_password == new_password:
        raise ValidationError(
            {"new_password": ValidationError(_("Sandi baru harus lain dari sandi lama."), code="password_same")}
        )
    try:
        validate_password(new_password, actor)
    except ValidationError as error:
        raise ValidationError({"new_password": error.error_list}) from error
    actor.set_password(new_password)
    actor.must_change_password = False
    actor.save(update_fields=["password", "must_change_password"])
    audit.record(actor, "accounts.change_password", [actor])
    return actor


@transaction.atomic
def switch_hat(*, actor: User, hat: int) -> int:
    """Check that a current posting lets the user wear `hat`, and record the switch; returns the hat."""
    wearable = {postings.hat_of(posting.role) for posting in postings.all_held(actor)}
    if hat not in wearable:
        raise ValidationError(_("Peran ini tidak ada dalam penugasan Anda yang berlaku sekarang."), code="hat_not_held")
    audit.record(actor, "accounts.switch_hat", [actor], {"hat": hat})
    return hat


def record_sign_in(*, actor: User) -> None:
    """Leave the trace of a sign-in."""
    audit.record_read(actor, "accounts.sign_in", [actor])


def record_sign_out(*, actor: User) -> None:
    """Leave the trace of a sign-out."""
    audit.record_read(actor, "accounts.sign_out", [actor])


def record_password_again(*, actor: User, purpose: str) -> None:
    """Leave the trace that the password was given once more, and what for."""
    audit.record_read(actor, "accounts.password_again", [actor], {"purpose": purpose})
