"""Sign-in and change of password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import OfficeForm, plain_helper


class SignInForm(AuthenticationForm):
    """Staff number and password; one sentence whichever of both is wrong."""

    error_messages = {
        "invalid_login": _("Nomor pegawai atau sandi tidak cocok. Periksa keduanya, lalu coba lagi."),
        "inactive": _("Akun ini tidak aktif. Hubungi admin sistem."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Nomor pegawai")
        self.fields["password"].label = _("Sandi")
        self.helper = plain_helper()


class NewPasswordForm(OfficeForm):
    """Asks for a new password twice; whoever inherits says what else is needed for it."""

    new_password = forms.CharField(
        label=_("Sandi baru"),
        strip=False,
        help_text=_("Paling sedikit 10 huruf atau angka; bukan sandi yang umum, bukan nama atau nomor Anda."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password_again = forms.CharField(
        label=_("Sandi baru, sekali lagi"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        new, again = data.get("new_password"), data.get("new_password_again")
        if new and again and new != again:
            self.add_error(
                "new_password_again", ValidationError(_("Dua sandi baru tidak sama."), code="password_differs")
            )
        return data


class ChangePasswordForm(NewPasswordForm):
    old_password = forms.CharField(
        label=_("Sandi lama"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("old_password",)
