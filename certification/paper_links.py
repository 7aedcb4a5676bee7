"""Papers that this floor can make of lists of the floors below; their pages collect the links by convention."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from lapas.models import Prison


def stays(prison: Prison) -> tuple[str, str]:
    """Label and address of *jangan dipindahkan* as PDF."""
    return _("Unduh PDF"), f"{reverse('certification:stays-paper')}?{urlencode({'upt': prison.code})}"
