import datetime

from django.apps import AppConfig
from django.conf import LazySettings, settings


class MovingConfig(AppConfig):
    name = "tests.moving"

    def ready(self) -> None:
        file = settings.VAR_DIR / "today"

        def today(_settings: LazySettings) -> datetime.date:
            return datetime.date.fromisoformat(file.read_text())

        # A property of the class is asked before what an instance remembers: the next reader sees the next day.
        LazySettings.POJOK_TODAY = property(today)
