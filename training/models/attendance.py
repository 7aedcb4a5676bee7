"""Who was there on which day. A session without entry is *belum diisi*, never present."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import Person
from training.models.classes import Enrolment, TrainingClass
from training.querysets import OfClassQuerySet


class AttendanceReason(models.Model):
    """A way of being there or not; data with flags, so that a new reason is a row and not a release."""

    code = models.CharField(primary_key=True, max_length=20)
    label = models.CharField(max_length=60)
    short = models.CharField(max_length=4)
    counts_present = models.BooleanField(default=False)
    is_excused = models.BooleanField(default=False)
    cancels_session = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


class ClassSession(models.Model):
    """One day of a class."""

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="sessions")
    on = models.DateField(_("tanggal"))
    hours_jp = models.PositiveSmallIntegerField(_("JP"), default=8)
    topic = models.CharField(_("materi"), max_length=200, blank=True)
    first_entered_at = models.DateTimeField(null=True, blank=True)

    objects = OfClassQuerySet.as_manager()

    class Meta:
        ordering = ["training_class", "on"]
        constraints = [models.UniqueConstraint(fields=["training_class", "on"], name="session_once_per_day")]

    def __str__(self) -> str:
        return f"{self.training_class} {self.on}"


class Attendance(models.Model):
    session = models.ForeignKey(ClassSession, on_delete=models.PROTECT, related_name="entries")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendance")
    reason = models.ForeignKey(AttendanceReason, on_delete=models.PROTECT, related_name="+")
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["session", "enrolment"]
        constraints = [models.UniqueConstraint(fields=["session", "enrolment"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.reason_id}"


class AttendanceChange(models.Model):
    """A change later than 7 days after the first entry: old value, reason and name stay."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="late_changes")
    before = models.ForeignKey(AttendanceReason, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(AttendanceReason, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(_("alasan perubahan"), max_length=300)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["attendance", "changed_at"]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
