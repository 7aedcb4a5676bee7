"""Check every promise about the data and say what breaks it."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation import collect

SHOWN = 20


class Command(BaseCommand):
    help = "Checks the invariants of every floor; exits 1 when one is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = []
        for checks in collect.offered("invariants", "checks"):
            for invariant in checks():
                broken = list(islice(invariant.broken(), SHOWN))
                found.append({"code": invariant.code, "promise": invariant.promise, "broken": broken})
        ok = not any(each["broken"] for each in found)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": ok, "invariants": found}, ensure_ascii=False))
        else:
            for each in found:
                self.stdout.write(f"{'broken' if each['broken'] else 'holds '}  {each['code']}: {each['promise']}")
                for sentence in each["broken"]:
                    self.stdout.write(f"        {sentence}")
        if not ok:
            raise SystemExit(1)
