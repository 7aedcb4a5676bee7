"""New keys for identity numbers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapas.rotation import rotate
from lapas.sealed import SealBroken


class Command(BaseCommand):
    help = "Seal everything anew with the first key of NIK_KEY and NIK_INDEX_KEY; may be cut off and begun again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 while anything has an old key")

    def handle(self, *args: Any, **options: Any) -> None:
        totals: dict[str, tuple[int, int]] = {}
        try:
            for label, seen, old in rotate(write=not options["check"]):
                totals[label] = (seen, old)
                self.stdout.write(f"{label}: {seen} looked at, {old} with an old key")
        except SealBroken as error:
            raise CommandError(f"Stopped: {error} Put the old key back behind the new one.") from error
        left = sum(old for _seen, old in totals.values())
        if options["check"] and left:
            raise CommandError(f"{left} rows still have an old key; run rotate_keys.")
        self.stdout.write("No row has an old key." if options["check"] else f"Done: {left} rows have the new keys.")
