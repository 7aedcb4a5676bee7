from django.db import models


class Effect(models.Model):
    """What a probe job did; nothing but the job queue keeps it from being written twice."""

    job_key = models.BigIntegerField()
    item = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.job_key}/{self.item}"
