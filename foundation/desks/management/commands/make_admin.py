"""`manage.py make_admin`: the first Kemnaker and system administrators of a fresh portal."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.desks.independence import NEVER_NOBODY
from foundation.desks.services.first_admins import make_admin
from foundation.desks.services.slips import HOLDS


class Command(BaseCommand):
    help = (
        "Make one of the first two administrators of a kind and print two codes, with which the person chooses a "
        "password at /sandi-pertama/. For one who is there already: new codes only. Everybody else is proposed in the "
        "portal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", choices=sorted(str(role) for role in NEVER_NOBODY))
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--staff-number", required=True, help="NIP or staff number; the name to sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, first, second = make_admin(
                role=options["role"], full_name=options["name"], staff_number=options["staff_number"]
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(
            f"Sign in as: {user.staff_number}\nFirst code:  {first}\nSecond code: {second}\n"
            f"Open /sandi-pertama/ within {HOLDS.days} days and choose a password. The codes are shown this once."
        )
