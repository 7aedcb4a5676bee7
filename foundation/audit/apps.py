from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

from foundation.audit import triggers


def install_triggers(using: str, **kwargs: Any) -> None:
    triggers.install(using)


class AuditConfig(AppConfig):
    name = "foundation.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Every app may offer a `triggers.py` that registers its own.
        autodiscover_modules("triggers")
        # Django rebuilds a SQLite table on most changes and drops its triggers silently; so they come back after each
        # migrate. The signal is sent when all tables of all apps stand.
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="audit.triggers")
