"""`manage.py write_access`: write docs/access.md from the role and route tables."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pojok_vokasi.access.writing import access_page


class Command(BaseCommand):
    help = "Writes docs/access.md from the role and route tables."

    def handle(self, *args: Any, **options: Any) -> None:
        page = settings.BASE_DIR / "docs" / "access.md"
        page.write_text(access_page())
        self.stdout.write(f"{page.relative_to(settings.BASE_DIR)} written.")
