"""The roof: settings, routes, roles, and the commands that join the floors."""

from pojok_vokasi.celery import app as celery_app

__all__ = ["celery_app"]
