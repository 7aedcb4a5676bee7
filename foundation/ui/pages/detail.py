"""A page about one row."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.views.generic import DetailView

from foundation.audit import services as audit
from foundation.ui.pages.reach import Reach


class DetailPage(Reach, DetailView, abstract=True):
    """Shows one row of `model`; 404 when it is out of reach. With `audit_verb` the reading itself is recorded."""

    audit_verb = ""

    def get_queryset(self) -> models.QuerySet[Any]:
        return self.reach(self.model)

    def get_title(self) -> Any:
        return self.title or str(self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if self.audit_verb:
            audit.record_read(self.user, self.audit_verb, [self.object])
        return response
