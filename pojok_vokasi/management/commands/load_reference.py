"""Load what every floor ships as reference: provinces and prisons, fields, schemes and units."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.collect import offered
from lapas import reference_data


class Command(BaseCommand):
    help = "Load the reference data of every floor; loading again changes only what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when prisons are there already")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and not reference_data.is_empty():
            self.stdout.write("Reference data is there already.")
            return
        # The floors below first: what is above refers to it.
        for load in reversed(list(offered("reference_data", "load"))):
            for what, count in load().items():
                self.stdout.write(f"{what}: {count}")
