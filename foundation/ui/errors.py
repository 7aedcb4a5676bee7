"""Error pages that say what to do; neutral without a signed-in user, because the public sees them too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def _said(request: HttpRequest, name: str, status: int) -> HttpResponse:
    # Without a session cookie nobody is signed in, and then the session is not even looked at.
    signed_in = bool(request.COOKIES) and getattr(request, "user", None) is not None and request.user.is_authenticated
    context = {"base": "base.html" if signed_in else "public_base.html"}
    return render(request, f"errors/{name}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _said(request, "400", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _said(request, "403", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _said(request, "404", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without request or database: whatever broke may be broken here too."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _said(request, "csrf", 403)
