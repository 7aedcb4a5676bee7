"""Files as answers."""

from __future__ import annotations

from django.http import HttpResponse


def shown_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF to look at in the browser, that is called `name` when it is kept."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
