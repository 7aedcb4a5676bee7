"""The first administrators of a fresh portal, made on the machine itself, because nobody can propose them yet."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.choices import Role
from foundation.accounts.models import NationPosting, Person, User
from foundation.audit import services as audit
from foundation.desks.desks import desks_of
from foundation.desks.independence import NEVER_NOBODY, clash
from foundation.desks.services import slips
from foundation.desks.services.requests import known_person

# Two of each: one proposes and another approves, one executes and another is locked out or away.
ENOUGH = 2


@transaction.atomic
def make_admin(*, role: str, full_name: str, staff_number: str) -> tuple[User, str, str]:
    """Give a person the role for the country and return the account with both codes for its first password.

    For whoever holds the role already only new codes are made. Refused: a role other than Kemnaker or system
    administrator, a third holder (those are proposed on the pages), a role that cannot stand beside what the person
    holds, a locked account. The trail names no actor: it was the machine.
    """
    if role not in NEVER_NOBODY:
        raise ValidationError(_("Hanya admin Kemnaker dan admin sistem yang dibuat di sini."), code="role_not_here")
    today = clock.today()
    # Locked in one order, so that two who call this at once do not make three.
    holders = {
        posting.person_id
        for posting in NationPosting.objects.select_for_update().current(today).filter(role=role).order_by("pk")
    }
    person = known_person(" ".join(full_name.split()), staff_number.strip())
    if person is None or person.pk not in holders:
        if len(holders) >= ENOUGH:
            raise ValidationError(
                _("Sudah ada %(count)d %(role)s; yang berikutnya diusulkan di portal.")
                % {"count": len(holders), "role": Role(role).label},
                code="enough",
            )
        person = person or Person.objects.create(
            full_name=" ".join(full_name.split()), staff_number=staff_number.strip()
        )
        every = desks_of([person.pk]).get(person.pk, [])
        held = [desk.role for desk in every if desk.until_date is None or desk.until_date >= today]
        if other := clash(role, held):
            raise ValidationError(
                _("%(name)s adalah %(other)s; peran itu tidak dirangkap.")
                % {"name": person, "other": Role(other).label},
                code="not_together",
            )
        NationPosting.objects.create(person=person, role=role, from_date=today)
    user = User.objects.filter(person=person).first() or User.objects.create_user(
        staff_number=person.staff_number, person=person
    )
    audit.record(None, "desks.make_admin", [user, person], {"role": role})
    slip, first = slips.print_first_code(user=user, actor=None)
    _slip, second = slips.print_second_code(slip=slip, actor=None)
    return user, first, second
