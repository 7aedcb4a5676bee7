"""Ends old sessions, puts the chosen hat on the user, and keeps a one-time password on the change page."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

HAT_SESSION_KEY = "hat"
SIGNED_IN_SESSION_KEY = "signed_in_at"
SEEN_SESSION_KEY = "seen_at"
SESSION_HOURS = 10
# The session is written again at most once a minute, so that a page costs no write.
SEEN_EVERY_SECONDS = 60


def _last_login(request: HttpRequest) -> float:
    last = request.user.last_login  # type: ignore[union-attr]  # a User: the caller saw that somebody is signed in
    return last.timestamp() if last is not None else 0.0


class SignedInMiddleware:
    """Half an hour idle or ten hours in all end a session; nothing that a signed-in user saw stays in a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Pages for the public never look at the session: the user is fetched only when a session cookie came along.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        if self._is_over(request):
            logout(request)
            messages.info(request, _("Sesi Anda berakhir karena lama tidak dipakai. Silakan masuk lagi."))
            return self.get_response(request)
        request.user.hat = request.session.get(HAT_SESSION_KEY)  # type: ignore[attr-defined]  # for this request only
        if request.user.must_change_password and not self._allowed(request.path):
            return redirect("accounts:change-password")
        response = self.get_response(request)
        patch_cache_control(response, no_store=True, private=True)
        return response

    @staticmethod
    def _is_over(request: HttpRequest) -> bool:
        # Elapsed time is the machine's: the day that a demo world pretends must not throw everybody out.
        now = time.time()
        started = request.session.get(SIGNED_IN_SESSION_KEY) or _last_login(request)
        seen = request.session.get(SEEN_SESSION_KEY, started)
        if now - started > SESSION_HOURS * 3600 or now - seen > settings.SESSION_COOKIE_AGE:
            return True
        if now - seen > SEEN_EVERY_SECONDS:
            request.session[SEEN_SESSION_KEY] = now
        return False

    @staticmethod
    def _allowed(path: str) -> bool:
        return path.startswith("/static/") or path in {
            reverse("accounts:change-password"),
            reverse("accounts:sign-out"),
        }
