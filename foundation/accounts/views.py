"""Sign-in, sign-out, own password, switch of the hat."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts import postings, services
from foundation.accounts.choices import Role
from foundation.accounts.demo import DEMO_PASSWORD
from foundation.accounts.forms import ChangePasswordForm, SignInForm
from foundation.accounts.middleware import HAT_SESSION_KEY, SIGNED_IN_SESSION_KEY
from foundation.accounts.models import User
from foundation.ui.pages import SIGNED_IN, ActionPage, Page


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Masuk"),
            demo_accounts=_demo_accounts() if settings.DEMO else [],
            demo_password=DEMO_PASSWORD if settings.DEMO else "",
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        # The ten hours of a session are counted from here, whatever is done meanwhile.
        self.request.session[SIGNED_IN_SESSION_KEY] = time.time()
        services.record_sign_in(actor=form.get_user())
        return response


# One of every role and the people of the demo's stories come first.
MOST_OFFERED = 30


def _demo_accounts() -> list[dict[str, Any]]:
    """The first demo accounts, each with the words of its postings; the national world has thousands behind them."""
    accounts = []
    demo = User.objects.filter(is_demo=True, is_active=True).select_related("person").order_by("pk")
    users = list(demo[:MOST_OFFERED])
    postings.read_held(users)
    for user in users:
        roles = list(dict.fromkeys(str(Role(held.role).label) for held in postings.all_held(user)))
        accounts.append({"user": user, "roles": ", ".join(roles) or _("tanpa penugasan")})
    return accounts


class SignOut(LogoutView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User):
            services.record_sign_out(actor=request.user)
        return super().post(request, *args, **kwargs)


class ChangePassword(ActionPage):
    permission_required = SIGNED_IN
    form_class = ChangePasswordForm
    template_name = "accounts/change_password.html"
    title = gettext_lazy("Ganti sandi")
    button = gettext_lazy("Simpan sandi baru")
    success_message = gettext_lazy("Sandi baru sudah berlaku.")
    success_url = reverse_lazy("home")

    def perform(self, form: ChangePasswordForm) -> User:
        user = services.change_password(
            actor=self.user,
            old_password=form.cleaned_data["old_password"],
            new_password=form.cleaned_data["new_password"],
        )
        update_session_auth_hash(self.request, user)
        return user


class SwitchHat(Page):
    """Puts on another hat of the own ones, by POST, and goes home."""

    permission_required = SIGNED_IN
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = request.POST.get("hat", "")
        try:
            hat = services.switch_hat(actor=self.user, hat=int(asked) if asked.isdigit() else -1)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            request.session[HAT_SESSION_KEY] = hat
        return HttpResponseRedirect(reverse("home"))
