from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("menunggu")
    RUNNING = "running", _("sedang dikerjakan")
    DONE = "done", _("selesai")
    FAILED = "failed", _("gagal")
