"""The fence: every page names its permission and starts from the rows that it reaches."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.generic import TemplateView
from django.views.generic.base import ContextMixin, View

from foundation.accounts.models import User

# For the few pages that everybody who is signed in may open: home, own password, switch of the hat.
SIGNED_IN = "signed_in"


class Reach(ContextMixin, View):
    """Refuses at import a page that names no permission, and at run time whoever does not hold it.

    A base class of pages says `abstract=True` in its class statement. Not signed in: the sign-in page (401 for htmx);
    signed in without the permission: 403; a row out of reach: 404, because `self.reach(Model)` does not hold it.
    """

    permission_required: str
    request: HttpRequest
    title: Any = ""
    lead: Any = ""

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not abstract and not getattr(cls, "permission_required", ""):
            raise ImproperlyConfigured(f"{cls.__module__}.{cls.__qualname__} names no permission_required.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if getattr(request, "htmx", False):
                return HttpResponse(status=401)
            # After a form that was sent signed out, the page of the form is opened again.
            return redirect_to_login(request.get_full_path())
        if self.permission_required != SIGNED_IN and not request.user.has_perm(self.permission_required):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        patch_cache_control(response, no_store=True)
        return response

    @property
    def user(self) -> User:
        """Who asks: always somebody who is signed in, because nobody else comes past `dispatch`."""
        return cast(User, self.request.user)

    def reach(self, model: type[models.Model]) -> Any:
        """The rows of `model` that the permission of this page reaches for the user who asks."""
        return model._default_manager.for_user(self.user, self.permission_required)  # type: ignore[attr-defined]

    def get_title(self) -> Any:
        return self.title

    def get_lead(self) -> Any:
        return self.lead

    def get_crumbs(self) -> list[tuple[Any, str]]:
        """Where the page stands: (label, address) from the top down, the page itself left out."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("title", self.get_title())
        kwargs.setdefault("lead", self.get_lead())
        kwargs.setdefault("crumbs", self.get_crumbs())
        return super().get_context_data(**kwargs)


class Page(Reach, TemplateView, abstract=True):
    """A page that only shows a template."""
