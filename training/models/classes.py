"""Classes, who teaches them, and an inmate's place in a class."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.choices import Role
from foundation.accounts.models import Posting
from lapas.models import CustodyEvent, Inmate
from training.choices import ClassStatus, EndReason, EnrolmentStatus, TrainingOutcome
from training.models.catalogue import Module
from training.models.places import TrainingCentre, TrainingCorner
from training.querysets import EnrolmentQuerySet, OfClassQuerySet, TrainingClassQuerySet


class TrainingClass(models.Model):
    """*Kelas*: a module taught in a corner from day to day, as the n-th *angkatan* of that module in the corner.

    `exam_on` and `certificate_expected_on` are written by exam planning on a higher floor, through services here.
    """

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="classes", verbose_name=_("program"))
    corner = models.ForeignKey(
        TrainingCorner, on_delete=models.PROTECT, related_name="classes", verbose_name=_("pojok")
    )
    centre = models.ForeignKey(
        TrainingCentre, on_delete=models.PROTECT, related_name="classes", verbose_name=_("balai")
    )
    batch = models.PositiveSmallIntegerField(_("angkatan"))
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("selesai"))
    registration_closes_on = models.DateField(_("batas pendaftaran"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("kursi"))
    status = models.CharField(_("status"), max_length=10, choices=ClassStatus, default=ClassStatus.PLANNED)
    exam_on = models.DateField(_("tanggal uji"), null=True, blank=True)
    certificate_expected_on = models.DateField(_("sertifikat di tangan"), null=True, blank=True)
    # Bumped by every result written, so that two people on one sheet are told.
    results_version = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        indexes = [
            models.Index(fields=["corner", "status", "starts_on"]),
            # A list of the country stops at fifty of the newest, instead of asking about every class and sorting them.
            models.Index(fields=["-starts_on", "id"], name="class_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["module", "corner", "batch"],
                name="class_batch_once",
                violation_error_message=_("Angkatan ini sudah ada untuk program dan pojok yang sama."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="class_ends_after_start",
                violation_error_message=_("Tanggal selesai tidak boleh sebelum tanggal mulai."),
            ),
            models.CheckConstraint(
                condition=models.Q(seats__gte=1),
                name="class_has_seats",
                violation_error_message=_("Kelas memerlukan paling sedikit satu kursi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module}, Angkatan {self.batch}"


class ClassInstructor(Posting):
    """Who teaches a class; reach from 14 days before the start until 30 days after the last result (services)."""

    PLACE = "training_class"
    ROLES = (Role.INSTRUCTOR,)

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="instructors")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training_class", "person"], name="class_instructor_once")]


class Hearing(models.Model):
    """Outcome of one *sidang TPP* for the proposals of a class: minutes and the head's decree."""

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="hearings")
    held_on = models.DateField(_("tanggal sidang"))
    minutes_number = models.CharField(_("nomor berita acara"), max_length=80)
    decree_number = models.CharField(_("nomor SK Kepala"), max_length=80, blank=True)
    decree_date = models.DateField(_("tanggal SK"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = OfClassQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.minutes_number


class Enrolment(models.Model):
    """An inmate's place in a class, from proposal to end."""

    training_class = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="enrolments")
    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="enrolments")
    status = models.CharField(_("status"), max_length=10, choices=EnrolmentStatus, default=EnrolmentStatus.PROPOSED)
    reserve_position = models.PositiveSmallIntegerField(null=True, blank=True)
    # Findings when proposed: [{"code", "level", "text"}], and the officer's reason where one was needed.
    findings = models.JSONField(default=list)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    proposed_on = models.DateField(_("diusulkan pada"))
    hearing = models.ForeignKey(
        Hearing, on_delete=models.PROTECT, related_name="enrolments", null=True, blank=True, verbose_name=_("sidang")
    )
    hearing_note = models.CharField(_("catatan sidang"), max_length=300, blank=True)
    end_reason = models.CharField(_("alasan berakhir"), max_length=20, choices=EndReason, blank=True)
    end_note = models.CharField(_("keterangan"), max_length=300, blank=True)
    ended_on = models.DateField(_("berakhir pada"), null=True, blank=True)
    # What the place was before a change of custody ended it, and the event that did: whoever comes back because the
    # transfer never arrived has it back. A reserve place keeps its `reserve_position` for that.
    ended_from = models.CharField(_("status sebelum berakhir"), max_length=10, choices=EnrolmentStatus, blank=True)
    ended_with = models.ForeignKey(
        CustodyEvent,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("berakhir dengan peristiwa"),
    )
    outcome = models.CharField(_("hasil pelatihan"), max_length=10, choices=TrainingOutcome, blank=True)
    outcome_on = models.DateField(_("tanggal hasil"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["training_class", "inmate__name", "pk"]
        indexes = [models.Index(fields=["inmate", "status"]), models.Index(fields=["training_class", "status"])]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "inmate"],
                name="enrolment_once_per_class",
                violation_error_message=_("Penghuni ini sudah tercatat di kelas ini."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ended") | (~models.Q(end_reason="") & models.Q(ended_on__isnull=False)),
                name="enrolment_ends_with_reason",
                violation_error_message=_("Alasan dan tanggal berakhir harus diisi."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_from="", ended_with__isnull=True)
                | (models.Q(status="ended", ended_with__isnull=False) & ~models.Q(ended_from="")),
                name="enrolment_ended_with_an_event",
                violation_error_message=_("Status sebelumnya dicatat hanya bersama peristiwa yang mengakhirinya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inmate}, {self.get_status_display()}"
