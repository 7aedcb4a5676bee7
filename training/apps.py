from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lapas.signals import custody_changed
        from training.services.custody import order_ending

        custody_changed.connect(order_ending, dispatch_uid="training.custody_changed")
