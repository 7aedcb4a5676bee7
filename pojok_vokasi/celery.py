"""The Celery application. It only wakes jobs: the database is the queue, so a lost message costs a delay at most."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pojok_vokasi.settings")

app = Celery("pojok_vokasi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
