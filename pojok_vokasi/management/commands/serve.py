"""`manage.py serve`: the whole portal from one command."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import closing
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from pojok_vokasi import health
from pojok_vokasi.supervisor import Program, Supervisor


class Command(BaseCommand):
    help = "Run the web server, the worker and the sweeper until SIGTERM or Ctrl-C; HOST and PORT from the environment."

    # `manage.py check` is for CI; a start has no time for it.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", action="store_true", help="first do what `manage.py prepare` does")

    def handle(self, *args: Any, **options: Any) -> None:
        self._fill_closed_streams()
        if options["prepare"]:
            call_command("prepare", stdout=self.stdout)
        host, port = settings.HOST, settings.PORT
        if reasons := health.reasons_not_to_start():
            raise CommandError(" ".join(reasons))
        self._refuse_busy_port(host, port)
        connections.close_all()
        self.announced = False
        supervisor = Supervisor(self.programs(host, port), env={**os.environ, "PYTHONUNBUFFERED": "1"}, log=self.say)
        self.say(f"Starting Pojok Vokasi {'in production' if settings.PRODUCTION else 'with the demo world'} …")
        supervisor.run(on_tick=lambda: self.announce(host, port))
        self.say("Stopped.")

    @staticmethod
    def _fill_closed_streams() -> None:
        """With a standard stream closed, the next file opened would take its place and be written over."""
        for stream in (0, 1, 2):
            try:
                os.fstat(stream)
            except OSError:
                os.open(os.devnull, os.O_RDWR)

    @staticmethod
    def programs(host: str, port: int) -> list[Program]:
        python = sys.executable
        web = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(settings.WEB_WORKERS)]
        web += ["--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "5"]
        web += ["--log-level", "warning", "--no-ws"]
        worker = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--concurrency", "2"]
        worker += ["--loglevel", "WARNING"]
        # Celery's warning about root stays in production, where it is right.
        calm = [] if settings.PRODUCTION else ["-W", "ignore:You're running the worker"]
        # The pages come first: on a small machine three starts at once would be slow for all of them.
        return [
            Program("web", [python, "-m", "granian", *web, "pojok_vokasi.wsgi:application"]),
            Program("worker", [python, *calm, "-m", "celery", "-q", "-A", "pojok_vokasi", "worker", *worker], 10, 1.5),
            Program("sweeper", [python, str(settings.BASE_DIR / "manage.py"), "sweep_jobs"], after=2.5),
        ]

    def announce(self, host: str, port: int) -> None:
        """Print the address once, when it answers."""
        if not self.announced and self._answers(host, port):
            self.announced = True
            shown = f"[{host}]" if ":" in host else host
            self.say(f"Pojok Vokasi: http://{shown}:{port}/   (Ctrl-C stops)")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    @staticmethod
    def _answers(host: str, port: int) -> bool:
        reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound
        with closing(socket.socket(socket.AF_INET6 if ":" in reachable else socket.AF_INET)) as probe:
            probe.settimeout(0.2)
            return probe.connect_ex((reachable, port)) == 0

    @staticmethod
    def _refuse_busy_port(host: str, port: int) -> None:
        """The web server shares ports silently, so two portals would answer in turn."""
        with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with PORT=8001 (or HOST=…)."
                ) from error
