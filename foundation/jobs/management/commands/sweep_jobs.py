"""`manage.py sweep_jobs`: the sweeper as a process of its own."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.jobs import sweep


class Command(BaseCommand):
    help = "Wake the jobs that wait and seal the audit trail, each SWEEP_SECONDS; any number may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="sweep once and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{sweep.sweep()} woken")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        sweep.sweep_until(stop)
