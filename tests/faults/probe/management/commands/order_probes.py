from django.core.management.base import BaseCommand
from django.db import transaction

from foundation.jobs import services


class Command(BaseCommand):
    help = "Order jobs of the two probe kinds."

    def add_arguments(self, parser):
        parser.add_argument("singles", type=int)
        parser.add_argument("--batch", type=int, default=0)

    def handle(self, *args, **options):
        with transaction.atomic():
            for _ in range(options["singles"]):
                services.enqueue("probe.once", params={"seconds": 0.05})
            if options["batch"]:
                services.enqueue("probe.items", params={"seconds": 0.05}, total=options["batch"])
