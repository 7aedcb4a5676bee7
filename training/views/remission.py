"""Remission days with the deadlines before them; the national desk keeps the table."""

from __future__ import annotations

import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import clock
from foundation.ui.pages import ActionPage, Page
from lapas.models import Prison, RemissionDay
from lapas.services.remission import confirm_remission_day, remove_remission_day, set_remission_day
from training.forms.remission import RemissionConfirmForm, RemissionDayForm
from training.queue_remission import missing_feasts
from training.remission import USUAL_MARGIN, deadlines

SHOWN_DAYS = 550


class RemissionDays(Page):
    permission_required = "lapas.view_remission_day"
    template_name = "training/remission_days.html"
    title = gettext_lazy("Hari remisi")
    lead = gettext_lazy("Batas waktu dihitung mundur dalam hari kerja, agar sertifikat di tangan sebelum hari remisi.")

    @cached_property
    def prison(self) -> Prison | None:
        found = list(Prison.objects.for_user(self.user, "lapas.record_event").order_by("pk")[:2])
        return found[0] if len(found) == 1 else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today(self.prison.timezone if self.prison else "")
        margin = self.prison.margin_days if self.prison else USUAL_MARGIN
        days = self.reach(RemissionDay).between(today, today + datetime.timedelta(days=SHOWN_DAYS))
        may_change = self.user.has_perm("lapas.change_remission_day")
        rows = [
            (day, (day.on - today).days, [(last, last < today) for last in deadlines(day.on, margin).in_order()])
            for day in days
        ]
        return super().get_context_data(
            rows=rows,
            today=today,
            margin=margin,
            may_change=may_change,
            estimates=[f"{day.get_kind_display()} {day.on:%d-%m-%Y}" for day, _left, _lasts in rows if day.is_estimate],
            missing=[f"{kind.label} {year}" for kind, year in missing_feasts(today)],
            **kwargs,
        )


class OfRemissionDay(ActionPage, abstract=True):
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Hari remisi"), reverse("training:remission-days"))]

    def get_success_url(self) -> str:
        return reverse("training:remission-days")

    @cached_property
    def day(self) -> RemissionDay:
        found: RemissionDay = get_object_or_404(self.reach(RemissionDay), pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"day": self.day if "pk" in self.kwargs else None, **kwargs})


class RemissionDayAdd(OfRemissionDay):
    permission_required = "lapas.change_remission_day"
    form_class = RemissionDayForm
    title = gettext_lazy("Tambah hari remisi")
    success_message = gettext_lazy("Hari remisi ditambahkan.")

    def perform(self, form: RemissionDayForm) -> RemissionDay:
        return set_remission_day(actor=self.user, **form.cleaned_data)


class RemissionDayChange(OfRemissionDay):
    permission_required = "lapas.change_remission_day"
    form_class = RemissionDayForm
    title = gettext_lazy("Ubah hari remisi")
    success_message = gettext_lazy("Hari remisi diubah.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.day, name) for name in ("kind", "on", "source", "is_estimate")}

    def perform(self, form: RemissionDayForm) -> RemissionDay:
        return set_remission_day(actor=self.user, day=self.day, **form.cleaned_data)


class RemissionDayConfirm(OfRemissionDay):
    """The decree is out: the estimate becomes its day, with its number."""

    permission_required = "lapas.change_remission_day"
    form_class = RemissionConfirmForm
    title = gettext_lazy("Konfirmasi hari remisi")
    button = gettext_lazy("Konfirmasi")
    success_message = gettext_lazy("Hari remisi dikonfirmasi.")
    confirm_text = gettext_lazy(
        "Tulis tanggal dan nomor dari SKB. Batas waktu pelatihan, uji, cetak, dan kirim dihitung lagi dari situ, "
        "dan tulisan “perkiraan” hilang. Tanggal bebas orang tidak berubah."
    )

    @cached_property
    def day(self) -> RemissionDay:
        estimates = self.reach(RemissionDay).filter(is_estimate=True)
        found: RemissionDay = get_object_or_404(estimates, pk=self.kwargs["pk"])
        return found

    def get_lead(self) -> Any:
        return f"{self.day} · {self.day.source}"

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.day.on}

    def perform(self, form: RemissionConfirmForm) -> RemissionDay:
        return confirm_remission_day(day=self.day, actor=self.user, **form.cleaned_data)


class RemissionDayRemove(OfRemissionDay):
    permission_required = "lapas.change_remission_day"
    title = gettext_lazy("Hapus hari remisi")
    button = gettext_lazy("Hapus")
    button_style = "danger"
    success_message = gettext_lazy("Hari remisi dihapus.")

    @property
    def confirm_text(self) -> str:
        return _("%(day)s dihapus dari tabel. Tanggal orang tidak berubah.") % {"day": self.day}

    def perform(self, form: Any) -> None:
        remove_remission_day(day=self.day, actor=self.user)
