"""`manage.py prepare`: what must be true of the database and the static files before the portal starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from pojok_vokasi import static_files


class Command(BaseCommand):
    help = (
        "Migrate; compress the static files; load the reference data if there is none; "
        "in the demo world, load the demo if there are no users."
    )

    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True, stdout=self.stdout)
        static_files.collect()
        call_command("load_reference", if_empty=True, stdout=self.stdout)
        if settings.DEMO:
            call_command("load_demo", if_empty=True, stdout=self.stdout)
