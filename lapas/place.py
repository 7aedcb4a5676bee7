"""Where a page of a prison stands: the prison or prisons in reach, and their day. For pages of this floor and above."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from foundation import clock
from foundation.ui.pages import Reach
from lapas.models import Prison


class AtPlace(Reach, abstract=True):
    """Knows the one prison in reach (None when there are several) and today at that prison."""

    @cached_property
    def prison(self) -> Prison | None:
        found = list(self.reach(Prison).order_by("pk")[:2])
        return found[0] if len(found) == 1 else None

    @cached_property
    def today(self) -> datetime.date:
        return clock.today(self.prison.timezone if self.prison else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"today": self.today, "prison": self.prison, **kwargs})

    def get_lead(self) -> Any:
        return self.lead or (self.prison.name if self.prison else _("Semua UPT dalam jangkauan Anda"))
