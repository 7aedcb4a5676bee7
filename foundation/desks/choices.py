"""What may be asked about a desk, and how far the asking has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Wish(models.TextChoices):
    GIVE = "give", _("memberi penugasan")
    END = "end", _("mengakhiri penugasan")


class RequestState(models.TextChoices):
    PROPOSED = "proposed", _("menunggu persetujuan")
    APPROVED = "approved", _("menunggu pelaksanaan")
    EXECUTED = "executed", _("dilaksanakan")
    REFUSED = "refused", _("ditolak")
    WITHDRAWN = "withdrawn", _("ditarik")


# Requests that somebody still has to do something about.
WAITING = (RequestState.PROPOSED, RequestState.APPROVED)
