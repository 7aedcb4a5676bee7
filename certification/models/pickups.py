"""How somebody who has left gets the original."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.choices import PickupPlace, PlanState
from certification.models.lsp import Lsp
from certification.querysets_journey import PickupPlanQuerySet
from lapas.models import Inmate
from training.models import TrainingCentre


class PickupPlan(models.Model):
    """Where the holder fetches what was not there at the release; one open plan for a person.

    The slip's code, the name and the birth date together open it at a counter. An address for the post is written on
    the envelope by hand and kept nowhere.
    """

    inmate = models.ForeignKey(Inmate, on_delete=models.PROTECT, related_name="pickup_plans")
    place = models.CharField(_("tempat pengambilan"), max_length=10, choices=PickupPlace)
    lsp = models.ForeignKey(
        Lsp, on_delete=models.PROTECT, related_name="pickup_plans", null=True, blank=True, verbose_name=_("LSP")
    )
    centre = models.ForeignKey(
        TrainingCentre,
        on_delete=models.PROTECT,
        related_name="pickup_plans",
        null=True,
        blank=True,
        verbose_name=_("balai pelatihan"),
    )
    named_person = models.CharField(_("orang yang ditunjuk"), max_length=150, blank=True)
    slip_code = models.CharField(_("kode slip"), max_length=8, unique=True)
    state = models.CharField(_("status"), max_length=10, choices=PlanState, default=PlanState.OPEN)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    sent_on = models.DateField(_("asli dikirim pada"), null=True, blank=True)
    courier_number = models.CharField(_("nomor resi"), max_length=60, blank=True)

    objects = PickupPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["inmate"], condition=Q(state=PlanState.OPEN), name="pickup_plan_one_open"),
            models.CheckConstraint(
                condition=Q(place=PickupPlace.ISSUER, lsp__isnull=False, centre__isnull=True)
                | Q(place=PickupPlace.CENTRE, lsp__isnull=True, centre__isnull=False)
                | (~Q(place__in=[PickupPlace.ISSUER, PickupPlace.CENTRE]) & Q(lsp__isnull=True, centre__isnull=True)),
                name="pickup_plan_names_its_counter",
            ),
        ]

    def __str__(self) -> str:
        return self.printed_code

    @property
    def printed_code(self) -> str:
        return f"{self.slip_code[:4]}-{self.slip_code[4:]}"

    @property
    def where(self) -> str:
        """The place in words."""
        if self.place == PickupPlace.PERSON:
            return f"{self.get_place_display()}: {self.named_person}"
        return str(self.lsp or self.centre or self.get_place_display())


class CounterAttempt(models.Model):
    """Somebody at a counter asked for a slip; who asks too often in vain has to wait."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    found = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["user", "at"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"
