"""A class as those see it who teach it or type for them: who judges there."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from foundation.accounts.models import Person
from training.models import ClassInstructor
from training.services.teaching import judges, writes_as_instructor
from training.views.reached import InClass


class InTaughtClass(InClass, abstract=True):
    """A page below one class that records somebody's judgement."""

    @cached_property
    def as_instructor(self) -> bool:
        """Whether the user is here as one of the class's instructors, and so judges himself."""
        return writes_as_instructor(self.user, self.permission_required, self.training_class)

    @cached_property
    def instructors(self) -> list[ClassInstructor]:
        return list(judges(self.training_class))

    def judge(self, chosen: Person | None) -> Person:
        """Who judged: the instructor who writes, else the one that was chosen from the sheet."""
        judge: Person | None = self.user.person if self.as_instructor else chosen
        if judge is None:
            raise ValidationError(_("Pilih instruktur yang menilai."), code="judge_missing")
        return judge
