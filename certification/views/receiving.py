"""At the prison: a package is opened, and each sheet is there or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import DispatchState, PackedState
from certification.models import Dispatch, DispatchItem
from certification.services import dispatching
from foundation import clock
from foundation.ui.forms import DateField, OfficeForm
from foundation.ui.pages import ActionPage

HERE, AWAY = "here", "away"


class ReceiveForm(OfficeForm):
    """One choice for each sheet. "Semua ada" fills what is empty; nothing counts as there before somebody says so."""

    received_on = DateField(label=_("Dibuka pada"))
    note = forms.CharField(
        label=_("Catatan"), max_length=300, required=False, help_text=_("Misalnya segel rusak, atau ada lembar lebih.")
    )

    def __init__(self, *args: Any, items: list[DispatchItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[self.name_of(item)] = forms.ChoiceField(
                label=item.certificate.facts["name"],
                choices=[("", _("belum dicocokkan")), (HERE, _("ada")), (AWAY, _("tidak ada di paket"))],
                error_messages={"required": _("Cocokkan lembar ini dengan paketnya.")},
                widget=forms.Select(attrs={"data-rest": ""}),
            )

    @staticmethod
    def name_of(item: DispatchItem) -> str:
        return f"isi-{item.pk}"

    def head(self) -> list[Any]:
        return [self["received_on"], self["note"]]

    def rows(self) -> Iterator[tuple[DispatchItem, Any]]:
        for item in self.items:
            yield item, self[self.name_of(item)]

    def arrived(self) -> list[int]:
        return [item.pk for item in self.items if self.cleaned_data[self.name_of(item)] == HERE]

    def fill_rest(self) -> None:
        """Say "ada" for every sheet that nobody has looked at; nothing is saved by it."""
        sent: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, whenever the form is bound
        for item in self.items:
            if not sent.get(self.name_of(item)):
                sent[self.name_of(item)] = HERE
        self.data = sent


class PackageReceive(ActionPage):
    """The package is opened; or, after a short one, what was missing is there after all."""

    permission_required = "certification.receive_package"
    form_class = ReceiveForm
    template_name = "certification/package_receive.html"
    title = _("Terima kiriman")
    button = _("Catat penerimaan")

    @cached_property
    def dispatch_row(self) -> Dispatch:
        rows = self.reach(Dispatch).select_related("lsp", "prison")
        found: Dispatch = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @cached_property
    def is_second_look(self) -> bool:
        return self.dispatch_row.state != DispatchState.SENT

    @cached_property
    def items(self) -> list[DispatchItem]:
        state = PackedState.MISSING if self.is_second_look else PackedState.PACKED
        return list(self.dispatch_row.items.filter(state=state).select_related("certificate__scheme", "sheet"))

    def get_title(self) -> Any:
        return _("Yang ternyata ada") if self.is_second_look else self.title

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Kiriman"), reverse("certification:package-list")),
            (str(self.dispatch_row), self.dispatch_row.get_absolute_url()),
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "items": self.items}

    def get_initial(self) -> dict[str, Any]:
        return {"received_on": clock.today(self.dispatch_row.prison.timezone)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # "Semua ada" without script: the page comes back with the rest filled, and nothing is saved yet.
        if "fill" in request.POST:
            form: Any = self.get_form()
            form.fill_rest()
            return self.render_to_response(self.get_context_data(form=form, filled=True))
        return super().post(request, *args, **kwargs)

    def perform(self, form: ReceiveForm) -> Dispatch:
        day, arrived = form.cleaned_data["received_on"], form.arrived()
        if self.is_second_look:
            return dispatching.find_at_prison(dispatch=self.dispatch_row, found=arrived, on=day, actor=self.user)
        return dispatching.receive_dispatch(
            dispatch=self.dispatch_row,
            arrived=arrived,
            received_on=day,
            note=form.cleaned_data["note"],
            actor=self.user,
        )

    def get_success_message(self) -> str:
        if self.result.state == DispatchState.SHORT and self.result.items.missing().exists():
            return _t("Penerimaan dicatat kurang; LSP mencari yang tidak ada.")
        return _t("Semua lembar diterima. Tempel foto, minta tanda tangan pemegang, lalu masukkan ke kotak.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"dispatch": self.dispatch_row, "is_second_look": self.is_second_look, "items": self.items, **kwargs}
        )
