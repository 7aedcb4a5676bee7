from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.db.models.signals import post_migrate

DATABASE_CACHE = "django.core.cache.backends.db.DatabaseCache"


def make_cache_table(using: str, **kwargs: Any) -> None:
    """The cache of a production without Redis lives in the database; its table comes with the migrations."""
    if settings.CACHES["default"]["BACKEND"] == DATABASE_CACHE:
        call_command("createcachetable", database=using, verbosity=0)


class PojokVokasiConfig(AppConfig):
    name = "pojok_vokasi"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Django sends the signal for apps with models only, and the roof has none: hang on to the ground floor.
        post_migrate.connect(make_cache_table, sender=apps.get_app_config("accounts"))
