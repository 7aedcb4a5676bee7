"""A page that does one thing: a form or only a button, carried out by a service, once."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ImproperlyConfigured, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from django_htmx.http import HttpResponseClientRedirect

from foundation import clock
from foundation.ui.forms import name_blanks, plain_helper
from foundation.ui.models import SubmissionKey
from foundation.ui.pages.reach import Reach

KEY_FIELD = "submission_key"


class AlreadyDone(Exception):
    """The same form was carried out before."""


class EmptyForm(forms.Form):
    """For a page that has only a button."""


class ActionPage(Reach, FormView, abstract=True):
    """Carries out `perform(form)` and a SubmissionKey in one transaction: the same form sent twice has one effect.

    A ValidationError of the service is shown on the form: its fields when they are named, the top otherwise; nothing
    is written then and nothing typed is lost. The template renders `{% submission_key %}` within the form; without
    the key nothing is done.
    """

    form_class: type[forms.BaseForm] = EmptyForm
    template_name = "ui/action_page.html"
    button: Any = gettext_lazy("Simpan")
    button_style = "primary"
    confirm_text: Any = ""
    success_message: Any = ""
    result: Any = None
    refusal: ValidationError | None = None

    def perform(self, form: Any) -> Any:
        """Call the service with the cleaned form; what it returns is kept as `self.result`."""
        raise ImproperlyConfigured(f"{type(self).__qualname__} performs nothing.")

    def note_refusal(self, error: ValidationError) -> None:
        """For what a refusal must leave behind: called after everything that was done is rolled back."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if isinstance(form, forms.BaseForm):
            name_blanks(form)
        if not hasattr(form, "helper"):
            # Any plain form is rendered in our look, within the page's own form tag.
            form.helper = plain_helper()
        return form

    def get_success_url(self) -> str:
        if self.success_url:
            return str(self.success_url)
        return str(self.result.get_absolute_url())

    def get_success_message(self) -> Any:
        return self.success_message

    def get_cancel_url(self) -> str:
        """Where "Batal" leads; the nearest crumb unless the page says otherwise."""
        crumbs = self.get_crumbs()
        return crumbs[-1][1] if crumbs else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = self._posted_key()
        if key is None:
            form = self.get_form()
            form.is_valid()
            form.add_error(None, _("Halaman ini sudah lama terbuka. Periksa isian, lalu kirim sekali lagi."))
            return self.form_invalid(form)
        if done := self._done_before(key):
            return self._again(done)
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        try:
            with transaction.atomic():
                trace = self._claim(key)
                self.result = self.perform(form)
                trace.result_url = self.get_success_url()
                trace.save(update_fields=["result_url"])
        except ValidationError as error:
            self.refusal = error
            self.note_refusal(error)
            self._put_on(form, error)
            return self.form_invalid(form)
        except AlreadyDone:
            done = self._done_before(key)
            if done is None:
                raise
            return self._again(done)
        if message := self.get_success_message():
            messages.success(request, message)
        return self._redirect(trace.result_url)

    def _posted_key(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.request.POST.get(KEY_FIELD, ""))
        except ValueError:
            return None

    def _done_before(self, key: uuid.UUID) -> SubmissionKey | None:
        return SubmissionKey.objects.filter(key=key, user=self.user, path=self.request.path).first()

    def _claim(self, key: uuid.UUID) -> SubmissionKey:
        try:
            # A savepoint: on PostgreSQL the refused insert would else spoil the transaction it stands in.
            with transaction.atomic():
                return SubmissionKey.objects.create(
                    key=key, user=self.user, path=self.request.path, created=clock.now()
                )
        except IntegrityError as error:
            raise AlreadyDone from error

    def _again(self, done: SubmissionKey) -> HttpResponse:
        messages.info(self.request, _("Isian ini sudah tersimpan, tidak dicatat dua kali."))
        return self._redirect(done.result_url)

    def _redirect(self, url: str) -> HttpResponse:
        return HttpResponseClientRedirect(url) if getattr(self.request, "htmx", False) else HttpResponseRedirect(url)

    @staticmethod
    def _put_on(form: Any, error: ValidationError) -> None:
        if not hasattr(form, "add_error"):  # a formset keeps errors of the whole in one list
            form._non_form_errors = form.error_class(error.messages)
            return
        if not hasattr(error, "error_dict"):
            form.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            form.add_error(name if name != NON_FIELD_ERRORS and name in form.fields else None, errors)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = self._posted_key() if self.request.method == "POST" else None
        return super().get_context_data(
            **{
                KEY_FIELD: key or uuid.uuid4(),
                "button": self.button,
                "button_style": self.button_style,
                "confirm_text": self.confirm_text,
                "cancel_url": self.get_cancel_url(),
                "refusal": self.refusal,
                **kwargs,
            }
        )
