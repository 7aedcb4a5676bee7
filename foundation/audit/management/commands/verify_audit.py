"""`manage.py verify_audit`: is the trail whole and unbroken?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.audit import services, triggers


class Command(BaseCommand):
    help = "Walk the audit chain; exit 1 on a break, on events unsealed for 5 minutes, or on a missing trigger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="SEQ:HASH from the log, which the chain must still hold")

    def handle(self, *args: Any, **options: Any) -> None:
        report = services.verify(options["head"])
        missing = [f"trigger {name} is missing" for name in triggers.missing()]
        for line in [*report.breaks, *report.unsealed, *missing]:
            self.stderr.write(line)
        self.stdout.write(f"{report.sealed} events sealed, head {report.head or 'none'}")
        if missing or not report.ok:
            sys.exit(1)
