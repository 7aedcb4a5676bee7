from django.apps import AppConfig


class LapasConfig(AppConfig):
    name = "lapas"
    default_auto_field = "django.db.models.BigAutoField"
