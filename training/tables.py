"""Columns of the lists of training."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.templatetags.ui import tag, tanggal, unbroken
from training.choices import ClassStatus
from training.models import Hearing, Module, Scheme, TrainingCentre, TrainingClass, TrainingCorner

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}
WHO = {"td": {"class": "who"}}
CLASS_TONES = {
    ClassStatus.PLANNED: "gold",
    ClassStatus.RUNNING: "ok",
    ClassStatus.FINISHED: "mut",
    ClassStatus.CANCELLED: "bad",
}


def two_lines(url: str, title: Any, detail: Any) -> SafeString:
    if not url:
        return format_html("<b>{}</b><span>{}</span>", title, detail)
    return format_html('<a href="{}">{}</a><span>{}</span>', url, title, detail)


def active_tag(is_active: bool) -> SafeString:
    return tag("ok", _("aktif")) if is_active else tag("mut", _("tidak aktif"))


class SchemeTable(tables.Table):
    title_id = tables.Column(verbose_name=gettext_lazy("Skema"), attrs=WHO)
    field = tables.Column(verbose_name=gettext_lazy("Kejuruan"))
    kind = tables.Column(verbose_name=gettext_lazy("Jenis"))
    unit_count = tables.Column(verbose_name=gettext_lazy("Unit"), attrs=NUMBER)
    validity_years = tables.Column(verbose_name=gettext_lazy("Masa berlaku"), attrs=NUMBER)
    is_complete = tables.Column(verbose_name=gettext_lazy("Daftar unit"))

    class Meta:
        model = Scheme
        fields = ("title_id", "field", "kind", "unit_count", "validity_years", "is_complete")

    def render_title_id(self, record: Scheme) -> SafeString:
        return two_lines(reverse("training:scheme-detail", args=[record.pk]), record.title_id, record.code)

    def render_validity_years(self, value: int) -> str:
        return _("%(years)d tahun") % {"years": value}

    def render_is_complete(self, value: bool) -> SafeString:
        return tag("ok", _("lengkap")) if value else tag("warn", _("sebagian"))


class ModuleTable(tables.Table):
    title = tables.Column(verbose_name=gettext_lazy("Program"), attrs=WHO)
    hours_jp = tables.Column(verbose_name=gettext_lazy("JP"), attrs=NUMBER)
    days = tables.Column(verbose_name=gettext_lazy("Hari kerja"), attrs=NUMBER)
    seats = tables.Column(verbose_name=gettext_lazy("Kursi"), attrs=NUMBER)
    minimum_education = tables.Column(verbose_name=gettext_lazy("Pendidikan"), empty_values=())
    is_active = tables.Column(verbose_name=gettext_lazy("Status"))

    class Meta:
        model = Module
        fields = ("title", "hours_jp", "days", "seats", "minimum_education", "is_active")

    def render_title(self, record: Module, table: tables.Table) -> SafeString:
        may_change = table.request.user.has_perm("training.change_catalogue")
        url = (
            reverse("training:module-change", args=[record.pk])
            if may_change
            else reverse("training:scheme-detail", args=[record.scheme_id])
        )
        return two_lines(url, record.title, record.scheme.title_id)

    def render_minimum_education(self, record: Module) -> str:
        return str(record.get_minimum_education_display()) if record.minimum_education else _("bebas")

    def render_is_active(self, value: bool) -> SafeString:
        return active_tag(value)


class CornerTable(tables.Table):
    name = tables.Column(verbose_name=gettext_lazy("Pojok"), attrs=WHO)
    taught = tables.Column(verbose_name=gettext_lazy("Kejuruan"), orderable=False, empty_values=())
    seats = tables.Column(verbose_name=gettext_lazy("Kursi"), attrs=NUMBER)
    open_classes = tables.Column(verbose_name=gettext_lazy("Kelas terbuka"), attrs=NUMBER)
    is_active = tables.Column(verbose_name=gettext_lazy("Status"))

    class Meta:
        model = TrainingCorner
        fields = ("name", "taught", "seats", "open_classes", "is_active")

    def render_name(self, record: TrainingCorner, table: tables.Table) -> SafeString:
        may_change = table.request.user.has_perm("training.change_corner")
        url = reverse("training:corner-change", args=[record.pk]) if may_change else ""
        return two_lines(url, record.name, record.prison)

    def render_taught(self, record: TrainingCorner) -> str:
        return ", ".join(field.title_id for field in record.fields.all())

    def render_is_active(self, value: bool) -> SafeString:
        return active_tag(value)


class CentreTable(tables.Table):
    name = tables.Column(verbose_name=gettext_lazy("Balai pelatihan"), attrs=WHO)
    kind = tables.Column(verbose_name=gettext_lazy("Jenis"))
    city = tables.Column(verbose_name=gettext_lazy("Kota"))
    open_classes = tables.Column(verbose_name=gettext_lazy("Kelas terbuka"), attrs=NUMBER)
    is_active = tables.Column(verbose_name=gettext_lazy("Status"))

    class Meta:
        model = TrainingCentre
        fields = ("name", "kind", "city", "open_classes", "is_active")

    def render_name(self, record: TrainingCentre, table: tables.Table) -> SafeString:
        may_change = table.request.user.has_perm("training.change_centre")
        url = reverse("training:centre-change", args=[record.pk]) if may_change else ""
        return two_lines(url, record.name, record.code)

    def render_is_active(self, value: bool) -> SafeString:
        return active_tag(value)


class ClassTable(tables.Table):
    title = tables.Column(
        verbose_name=gettext_lazy("Kelas"), accessor="module__title", order_by=("module__title", "batch"), attrs=WHO
    )
    place = tables.Column(verbose_name=gettext_lazy("Pojok"), accessor="corner__name", attrs=WHO)
    starts_on = tables.Column(verbose_name=gettext_lazy("Pelatihan"))
    seats_taken = tables.Column(verbose_name=gettext_lazy("Kursi terisi"), attrs=NUMBER)
    proposed_count = tables.Column(verbose_name=gettext_lazy("Diusulkan"), attrs=NUMBER)
    status = tables.Column(verbose_name=gettext_lazy("Status"))

    class Meta:
        model = TrainingClass
        fields = ("title", "place", "starts_on", "seats_taken", "proposed_count", "status")
        order_by = ("-starts_on",)

    def render_title(self, record: TrainingClass) -> SafeString:
        batch = _("Angkatan %(batch)d") % {"batch": record.batch}
        return two_lines(reverse("training:class-detail", args=[record.pk]), record.module.title, batch)

    def render_place(self, record: TrainingClass) -> SafeString:
        return two_lines("", record.corner.name, record.corner.prison)

    def render_starts_on(self, record: TrainingClass) -> str:
        return unbroken(f"{tanggal(record.starts_on)} – {tanggal(record.ends_on)}")

    def render_seats_taken(self, value: int, record: TrainingClass) -> str:
        return f"{value} / {record.seats}"

    def render_status(self, record: TrainingClass) -> SafeString:
        return tag(CLASS_TONES[ClassStatus(record.status)], record.get_status_display())


class HearingTable(tables.Table):
    held_on = tables.Column(verbose_name=gettext_lazy("Sidang"))
    training_class = tables.Column(
        verbose_name=gettext_lazy("Kelas"), accessor="training_class__module__title", attrs=WHO
    )
    minutes_number = tables.Column(verbose_name=gettext_lazy("Berita acara"))
    decree_number = tables.Column(verbose_name=gettext_lazy("SK Kepala"))
    seated = tables.Column(verbose_name=gettext_lazy("Disetujui"), attrs=NUMBER)
    ruled = tables.Column(verbose_name=gettext_lazy("Diputus"), attrs=NUMBER)

    class Meta:
        model = Hearing
        fields = ("held_on", "training_class", "minutes_number", "decree_number", "seated", "ruled")

    def render_held_on(self, value: Any) -> str:
        return tanggal(value)

    def render_training_class(self, record: Hearing) -> SafeString:
        course = record.training_class
        return two_lines(reverse("training:class-detail", args=[course.pk]), course, course.corner)
