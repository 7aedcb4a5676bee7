"""A first password, or a new one for a lost one: two codes on paper, printed by two people, used once.

No code is mailed, logged or kept: the database holds hashes. Neither printer can open the account alone.
"""

from __future__ import annotations

import datetime
import secrets
from functools import cache

from axes.utils import reset
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.audit import services as audit
from foundation.desks.models import PasswordSlip

# Crockford's alphabet without look-alikes; twelve letters are 60 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS, GROUP = 12, 4
HOLDS = datetime.timedelta(days=7)
MOST_TRIES = 20
_LOOK_ALIKE = str.maketrans("OIL", "011")


@transaction.atomic
def print_first_code(*, user: User, actor: User | None) -> tuple[PasswordSlip, str]:
    """Open a slip for an account and return it with its first code, which is shown this once.

    Slips before it are closed; the password in force stays until the new one is chosen. Refused: for oneself, for a
    locked account. `actor` is None for the command on the machine itself.
    """
    if actor is not None and actor.pk == user.pk:
        raise ValidationError(_("Kode untuk akun Anda sendiri dicetak rekan lain."), code="oneself")
    _refuse_locked(user)
    code, now = _new_code(), clock.now()
    PasswordSlip.objects.filter(user=user, closed_at__isnull=True).update(closed_at=now)
    slip = PasswordSlip.objects.create(
        user=user,
        first_hash=make_password(plain(code)),
        first_by=actor.person if actor is not None else None,
        first_at=now,
        expires_at=now + HOLDS,
    )
    audit.record(actor, "desks.print_first_code", [user, user.person])
    return slip, code


@transaction.atomic
def print_second_code(*, slip: PasswordSlip, actor: User | None) -> tuple[PasswordSlip, str]:
    """Return the second code of an open slip, which is shown this once.

    Refused: for oneself, by whoever printed the first code, when it was printed before, when the slip is over.
    """
    locked = PasswordSlip.objects.select_for_update().get(pk=slip.pk)
    person = actor.person if actor is not None else None
    if person is not None and person.pk == locked.user.person_id:
        raise ValidationError(_("Kode untuk akun Anda sendiri dicetak rekan lain."), code="oneself")
    if person is not None and person.pk == locked.first_by_id:
        raise ValidationError(_("Kode pertama Anda yang mencetak; kode kedua dicetak orang lain."), code="same_person")
    if locked.closed_at is not None or locked.expires_at <= clock.now():
        raise ValidationError(_("Kode pertama tidak berlaku lagi; minta admin sistem mencetak yang baru."), code="over")
    if locked.second_hash:
        raise ValidationError(
            _("Kode kedua sudah dicetak. Bila hilang, minta admin sistem mencetak kode pertama yang baru."),
            code="printed",
        )
    _refuse_locked(locked.user)
    code = _new_code()
    locked.second_hash, locked.second_by, locked.second_at = make_password(plain(code)), person, clock.now()
    locked.save(update_fields=["second_hash", "second_by", "second_at"])
    audit.record(actor, "desks.print_second_code", [locked.user, locked.user.person])
    return locked, code


def set_password(*, staff_number: str, first_code: str, second_code: str, new_password: str) -> User:
    """Let whoever holds both codes choose the password of the account; the slip is used up.

    Raises `codes_wrong`, with one sentence whatever is wrong; twenty wrong tries close the slip. A password that the
    validators refuse costs no try.
    """
    slip = PasswordSlip.objects.open(clock.now()).filter(user__staff_number=staff_number.strip()).first()
    # The same work for a number that nobody has, so that the answer tells nothing by its time.
    hashes = (slip.first_hash, slip.second_hash) if slip is not None and slip.second_hash else (_nobody(), _nobody())
    right = [check_password(plain(code), kept) for code, kept in zip((first_code, second_code), hashes, strict=True)]
    if slip is None or not slip.second_hash or not all(right):
        if slip is not None:
            _count_wrong(slip)
        raise ValidationError(
            _("Nomor pegawai dan kedua kode tidak cocok atau tidak berlaku lagi. Periksa, lalu coba lagi."),
            code="codes_wrong",
        )
    return _use(slip, new_password)


@transaction.atomic
def _use(slip: PasswordSlip, new_password: str) -> User:
    locked = PasswordSlip.objects.select_for_update().get(pk=slip.pk)
    if locked.closed_at is not None:
        raise ValidationError(_("Kode ini sudah dipakai."), code="codes_wrong")
    user = User.objects.select_related("person").get(pk=locked.user_id)
    try:
        validate_password(new_password, user)
    except ValidationError as error:
        raise ValidationError({"new_password": error.error_list}) from error
    user.set_password(new_password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    locked.used_at = locked.closed_at = clock.now()
    locked.save(update_fields=["used_at", "closed_at"])
    # Whoever forgot the password has usually been locked out by trying.
    reset(username=user.staff_number)
    audit.record(user, "desks.set_password", [user, user.person])
    return user


@transaction.atomic
def _count_wrong(slip: PasswordSlip) -> None:
    PasswordSlip.objects.filter(pk=slip.pk).update(tries=F("tries") + 1)
    PasswordSlip.objects.filter(pk=slip.pk, tries__gte=MOST_TRIES, closed_at__isnull=True).update(closed_at=clock.now())


def plain(code: str) -> str:
    """A code as it is compared: without groups, in capitals, look-alikes read as what was meant."""
    return "".join(letter for letter in code.upper().translate(_LOOK_ALIKE) if letter in ALPHABET)


def _new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _place in range(LETTERS))
    return "-".join(letters[start : start + GROUP] for start in range(0, LETTERS, GROUP))


def _refuse_locked(user: User) -> None:
    if not user.is_active:
        raise ValidationError(_("Akun ini dikunci; buka kuncinya dahulu."), code="locked")


@cache
def _nobody() -> str:
    """A hash that no code fits."""
    return make_password(secrets.token_urlsafe(12))
