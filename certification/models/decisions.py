"""The meeting (pleno) that decides per candidate, by letter."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certification.choices import Competence, MeetingOrigin
from certification.models.exams import Assessment, Exam
from certification.querysets import DecisionQuerySet, OfExamQuerySet
from foundation.accounts.models import Person


class DecisionMeeting(models.Model):
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField(_("tanggal pleno"))
    letter_number = models.CharField(_("nomor SK"), max_length=80)
    letter_date = models.DateField(_("tanggal SK"))
    origin = models.CharField(_("asal"), max_length=10, choices=MeetingOrigin, default=MeetingOrigin.PORTAL)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField()

    objects = OfExamQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.letter_number


class MeetingMember(models.Model):
    meeting = models.ForeignKey(DecisionMeeting, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("anggota"))

    class Meta:
        ordering = ["meeting", "person"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="meeting_member_once")]

    def __str__(self) -> str:
        return str(self.person)


class Decision(models.Model):
    """Competent or not yet, for one attempt. A held decision (appeal) gives no certificate until it is let go."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="decision")
    meeting = models.ForeignKey(DecisionMeeting, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("keputusan"), max_length=2, choices=Competence)
    is_held = models.BooleanField(_("ditahan"), default=False)
    note = models.CharField(_("catatan"), max_length=300, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "assessment"]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.outcome}"


class Decider(models.Model):
    """A member who decided on this candidate; a member with a tie sits in the meeting but stands in no row here."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="deciders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["decision", "person"]
        constraints = [models.UniqueConstraint(fields=["decision", "person"], name="decider_once")]

    def __str__(self) -> str:
        return str(self.person)
