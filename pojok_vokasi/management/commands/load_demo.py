"""Load the demo world: invented people, classes, exams and certificates, and one account per role.

`--scale national` makes the whole country instead of three prisons, to measure and to plan with.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from certification.models import Certificate
from foundation.accounts.demo import DEMO_PASSWORD
from foundation.accounts.models import User
from lapas import reference_data
from lapas.models import Inmate
from pojok_vokasi.demo import loading
from pojok_vokasi.demo.national import loading as national
from pojok_vokasi.demo.national import sizes
from pojok_vokasi.demo.national.nation import Scope
from training.models import TrainingClass


class Command(BaseCommand):
    help = "Load the demo world into a database without users; all people in it are invented."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are users already")
        parser.add_argument(
            "--scale", choices=["small", "national"], default="small", help="three prisons, or every prison (small)"
        )
        parser.add_argument(
            "--people", type=int, default=sizes.NATION, help=f"of a national world ({sizes.NATION}); fewer are quicker"
        )
        parser.add_argument("--prisons", type=int, help="of a national world only so many of the biggest prisons")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo world is not for production.")
        if User.objects.exists():
            if options["if_empty"]:
                self.stdout.write("There are users already; the demo world is not loaded.")
                return
            raise CommandError("There are users already; the demo world is loaded into an empty database only.")
        if reference_data.is_empty():
            call_command("load_reference", stdout=self.stdout)
        if options["scale"] == "national":
            national.load(Scope(people=options["people"], prisons=options["prisons"]))
        else:
            loading.load()
        self.stdout.write(
            f"Demo world: {Inmate.objects.count()} people, {TrainingClass.objects.count()} classes, "
            f"{Certificate.objects.count()} certificates, {User.objects.count()} accounts "
            f"with the password {DEMO_PASSWORD}."
        )
