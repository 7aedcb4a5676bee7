"""`manage.py run_jobs --until-empty`: do what is due in the foreground, without broker and worker."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.jobs import execution
from foundation.jobs.models import Job


class Command(BaseCommand):
    help = "Do the jobs that are due, here and now; with --until-empty also those that rest after a failed attempt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="go on until no job is unfinished")

    def handle(self, *args: Any, **options: Any) -> None:
        count = execution.run_due()
        while options["until_empty"] and Job.objects.unfinished().exists():
            time.sleep(0.5)
            count += execution.run_due()
        self.stdout.write(f"{count} jobs")
