from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LapasConfig(AppConfig):
    name = "lapas"
    verbose_name = _("Registrasi")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lapas.services.notices import order_note
        from lapas.signals import custody_changed

        custody_changed.connect(order_note, dispatch_uid="lapas.note_event")
