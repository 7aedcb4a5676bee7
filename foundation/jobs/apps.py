from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "foundation.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # `tasks` makes the Celery task known to whoever runs a worker; `jobs` holds each app's handlers.
        autodiscover_modules("tasks", "jobs")
