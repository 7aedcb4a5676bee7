"""Who asked for which desk and what became of it; slips for a first password; locks of accounts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.accounts.choices import Role
from foundation.accounts.models import Person
from foundation.desks.choices import WAITING, RequestState, Wish
from foundation.desks.querysets import PasswordSlipQuerySet, PostingRequestQuerySet


class PostingRequest(models.Model):
    """A posting proposed by one person, approved by another, executed by a third; none of them is whom it is for.

    The posting itself belongs to the app that owns the place; here it is named by `kind` (`lapas.prisonposting`) and
    key. An ending takes effect at once, so it has a proposer only. `person` is set on execution at last.
    """

    wish = models.CharField(_("yang diminta"), max_length=5, choices=Wish, default=Wish.GIVE)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("orang")
    )
    full_name = models.CharField(_("nama lengkap"), max_length=150)
    staff_number = models.CharField(_("NIP atau nomor pegawai"), max_length=30, blank=True)
    role = models.CharField(_("peran"), max_length=30, choices=Role)
    kind = models.CharField(max_length=60)
    place = models.PositiveBigIntegerField(default=0)
    # As the place was called then: a request is a paper.
    place_name = models.CharField(_("tempat"), max_length=150)
    from_date = models.DateField(_("sejak"))
    until_date = models.DateField(_("sampai"), null=True, blank=True)
    reason = models.CharField(_("alasan"), max_length=300)
    letter = models.CharField(_("nomor surat"), max_length=80, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=RequestState, default=RequestState.PROPOSED)
    proposed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("diusulkan oleh")
    )
    proposed_at = models.DateTimeField(_("diusulkan pada"))
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=300, blank=True)
    executed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    executed_at = models.DateTimeField(null=True)
    posting = models.PositiveBigIntegerField(null=True)

    objects = PostingRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "place"], name="posting_request_place"),
            models.Index(fields=["state"], name="posting_request_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["staff_number", "role", "kind", "place"],
                condition=Q(state__in=[state.value for state in WAITING]),
                name="posting_request_one_waiting",
            ),
            models.CheckConstraint(
                condition=~Q(wish=Wish.GIVE, person=F("proposed_by")), name="posting_request_not_for_oneself"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("person")),
                name="posting_request_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(executed_by=F("proposed_by"))
                & ~Q(executed_by=F("decided_by"))
                & ~Q(executed_by=F("person")),
                name="posting_request_executed_by_a_third",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return reverse("desks:request-detail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING


class PasswordSlip(models.Model):
    """Two codes that together let somebody choose a password once, printed by two people.

    The codes themselves are on paper only. A slip is closed by use, by too many wrong tries, or by a newer one.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="slips")
    first_hash = models.CharField(max_length=128)
    first_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField()
    second_hash = models.CharField(max_length=128, blank=True)
    second_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = PasswordSlipQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(closed_at__isnull=True), name="password_slip_one_open"
            ),
            models.CheckConstraint(condition=~Q(first_by=F("second_by")), name="password_slip_two_people"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class AccountLock(models.Model):
    """An account kept from signing in, by whom and why; open while `unlocked_at` is empty."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="locks")
    reason = models.CharField(_("alasan"), max_length=300)
    locked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField()
    unlock_reason = models.CharField(max_length=300, blank=True)
    unlocked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    unlocked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(unlocked_at__isnull=True), name="account_lock_once"),
            models.CheckConstraint(condition=~Q(locked_by=F("unlocked_by")), name="account_unlocked_by_another"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
