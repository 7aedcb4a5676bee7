from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Pelatihan")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lapas.signals import custody_changed
        from training.services.custody import order_ending

        custody_changed.connect(order_ending, dispatch_uid="training.custody_changed")
