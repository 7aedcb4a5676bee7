from django.apps import AppConfig
from django.conf import settings


class ProbeConfig(AppConfig):
    name = "tests.faults.probe"
    label = "probe"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The services behind it need the models, which are loaded by now.
        from tests.faults.probe import stopping

        stopping.install(settings.VAR_DIR / "points")
