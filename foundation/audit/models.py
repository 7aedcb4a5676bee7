"""The trail: what was done or read, by whom, about which rows; only ever inserted (see `triggers`)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.audit.querysets import AuditEventQuerySet


class AuditEvent(models.Model):
    """One call of a service, or one reading of a person's data. It holds no personal value."""

    at = models.DateTimeField(_("waktu"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("pelaku")
    )
    verb = models.CharField(_("perbuatan"), max_length=80, db_index=True)
    hat = models.CharField(
        _("sebagai"), max_length=200, blank=True, help_text=_("Peran yang dipakai saat itu, dipisah koma.")
    )
    changes = models.JSONField(default=dict, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["actor", "at"], name="audit_event_actor_at")]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"


class AuditSubject(models.Model):
    """A row that an event is about, named by model label and key, so that the trail outlives the row."""

    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "key"], name="audit_subject_kind_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class AuditSeal(models.Model):
    """A link of the hash chain: `hash` covers the event, its subjects and the hash before it."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="seal")
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq}: {self.hash[:12]}"
