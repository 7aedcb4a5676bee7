"""A person's own file as PDF; here because the press stands on this floor."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View

from certification.rendering.subject_file import render_subject_file
from foundation.ui.files import shown_pdf
from foundation.ui.pages import Reach
from lapas.models import SubjectRequest
from lapas.services.requests import open_content


class RequestPdf(Reach, View):
    """404 until the file is prepared; the reading is recorded."""

    permission_required = "lapas.view_requests"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = get_object_or_404(self.reach(SubjectRequest), pk=self.kwargs["pk"])
        if not row.content:
            raise Http404
        content = open_content(request=row, actor=self.user)
        return shown_pdf(render_subject_file(content), f"data-pribadi-{row.pk}.pdf")
