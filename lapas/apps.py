from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LapasConfig(AppConfig):
    name = "lapas"
    verbose_name = _("Registrasi")
    default_auto_field = "django.db.models.BigAutoField"
