"""What would go when the time of keeping is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapas.retention import dry_run


class Command(BaseCommand):
    help = "Count whose data would go under RETENTION_YEARS. Nothing is deleted: only --dry-run exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count and print")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            raise CommandError("Nothing is deleted by this portal; say --dry-run to count what would go.")
        found = dry_run()
        self.stdout.write(f"Gone before {found.before}: {found.gone} people")
        for reason, count in found.held:
            self.stdout.write(f"  held, {reason}: {count}")
        self.stdout.write(f"Would go: {found.going} people")
        for name, count in found.prisons:
            self.stdout.write(f"  {name}: {count}")
        for label, count in found.rows:
            self.stdout.write(f"  rows of {label}: {count}")
