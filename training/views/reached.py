"""The class in the address, as far as the user reaches it: the base of every page inside a class."""

from __future__ import annotations

import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from foundation import clock
from foundation.ui.pages import Reach
from training.models import TrainingClass


class InClass(Reach, abstract=True):
    """A page below one class: 404 when the class is out of reach with the page's permission."""

    kwargs: dict[str, Any]

    @cached_property
    def training_class(self) -> TrainingClass:
        classes = self.reach(TrainingClass).select_related("module__scheme", "corner__prison", "centre")
        found: TrainingClass = get_object_or_404(classes, pk=self.kwargs["pk"])
        return found

    @cached_property
    def today(self) -> datetime.date:
        return clock.today(self.training_class.corner.prison.timezone)

    def get_lead(self) -> str:
        return str(self.training_class)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Kelas"), reverse("training:class-list")),
            (self.training_class, reverse("training:class-detail", args=[self.training_class.pk])),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(training_class=self.training_class, today=self.today, **kwargs)
