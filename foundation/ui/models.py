"""The trace of a form that was sent, so that the same form sent twice has one effect."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SubmissionKey(models.Model):
    """One rendered form that was carried out: written in the transaction of its effect, so both stand or neither."""

    key = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=500)
    result_url = models.CharField(max_length=500, blank=True)
    created = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "user", "path"], name="submission_once")]
        indexes = [models.Index(fields=["created"], name="submission_created")]

    def __str__(self) -> str:
        return str(self.key)
