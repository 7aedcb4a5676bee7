from django.apps import AppConfig


class PojokVokasiConfig(AppConfig):
    name = "pojok_vokasi"
    default_auto_field = "django.db.models.BigAutoField"
