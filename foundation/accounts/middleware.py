"""Puts the chosen hat on the user, and keeps somebody with a one-time password on the change page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

HAT_SESSION_KEY = "hat"


class SignedInMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Pages for the public never look at the session: the user is fetched only when a session cookie came along.
        if request.COOKIES and not isinstance(request.user, AnonymousUser):
            request.user.hat = request.session.get(HAT_SESSION_KEY)  # type: ignore[attr-defined]
            if request.user.must_change_password and not self._allowed(request.path):
                return redirect("accounts:change-password")
        return self.get_response(request)

    @staticmethod
    def _allowed(path: str) -> bool:
        return path.startswith("/static/") or path in {
            reverse("accounts:change-password"),
            reverse("accounts:sign-out"),
        }
