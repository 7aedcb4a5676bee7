"""`manage.py prepare`: what must be true of the database before the portal starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate; load the reference data if there is none; in the demo world, load the demo if there are no users."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stdout)
        call_command("load_reference", if_empty=True, stdout=self.stdout)
        if settings.DEMO:
            call_command("load_demo", if_empty=True, stdout=self.stdout)
