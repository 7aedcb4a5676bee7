"""The password once more, before something that cannot be taken back; within the session it then holds ten minutes.

A form that needs it takes `PasswordAgain` as a base and the request. Wrong answers count like wrong sign-ins, so the
account locks itself; they are counted before the page's transaction begins, where nothing takes the count back.
"""

from __future__ import annotations

import time
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from foundation.accounts import services
from foundation.accounts.models import User

HOLDS_SECONDS = 600
SESSION_KEY = "password_again"


def holds(request: HttpRequest, purpose: str) -> bool:
    """Whether the password was given for this `purpose` within the last ten minutes; the machine's time counts."""
    given: dict[str, float] = request.session.get(SESSION_KEY, {})
    return 0 <= time.time() - given.get(purpose, 0.0) <= HOLDS_SECONDS


def note(request: HttpRequest, purpose: str) -> None:
    request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), purpose: time.time()}


class PasswordAgain(forms.Form):
    """Asks for the user's own password as the last field, unless it was given for the same `purpose` just now."""

    def __init__(self, *args: Any, request: HttpRequest, purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.purpose = request, purpose
        if not holds(request, purpose):
            self.fields["password"] = forms.CharField(
                label=_("Sandi Anda"),
                strip=False,
                required=self.password_required,
                help_text=_("Diminta sekali lagi untuk langkah yang tidak dapat dibatalkan; berlaku 10 menit."),
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            )

    # A form that needs the password for one of its answers only says so in `needs_password`.
    password_required = True

    def needs_password(self) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in self.fields and not self.errors and self.needs_password():
            self._check(data.get("password", ""))
        return data

    def _check(self, password: str) -> None:
        user = self.request.user
        assert isinstance(user, User)
        if not password:
            self.add_error("password", ValidationError(_("Isi sandi Anda."), code="password_missing"))
        elif authenticate(self.request, username=user.staff_number, password=password) != user:
            self.add_error(
                "password", ValidationError(_("Sandi tidak cocok. Ketik sekali lagi."), code="password_wrong")
            )
        else:
            note(self.request, self.purpose)
            services.record_password_again(actor=user, purpose=self.purpose)
