"""Columns of the lists of LSPs, assessors, exams and classes ready for one."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import ExamStatus, SheetState
from certification.models import Assessor, Exam, Lsp
from foundation import clock
from foundation.ui.templatetags.ui import tag, tanggal
from training.models import TrainingClass

EXAM_TONES = {
    ExamStatus.PROPOSED: "warn",
    ExamStatus.DATED: "gold",
    ExamStatus.SUBMITTED: "warn",
    ExamStatus.DECIDED: "ok",
    ExamStatus.CANCELLED: "mut",
}
WHO = {"td": {"class": "who"}}
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


def valid_until(value: datetime.date) -> str:
    """The day, red when it has passed and amber in its last 60 days."""
    left = (value - clock.today()).days
    if left < 0:
        return tag("bad", _t("berakhir %(day)s") % {"day": tanggal(value)})
    return tag("warn", tanggal(value)) if left <= 60 else tanggal(value)


class LspTable(tables.Table):
    name_id = tables.Column(
        verbose_name=_("LSP"), linkify=("certification:lsp-detail", {"pk": tables.A("pk")}), attrs=WHO
    )
    kind = tables.Column(verbose_name=_("Jenis"))
    licence = tables.Column(verbose_name=_("Lisensi"))
    licence_valid_until = tables.Column(verbose_name=_("Berlaku sampai"))
    numbering = tables.Column(verbose_name=_("Penomoran"))
    scheme_count = tables.Column(verbose_name=_("Skema"), attrs=NUMBER)
    assessor_count = tables.Column(verbose_name=_("Asesor"), attrs=NUMBER)

    class Meta:
        model = Lsp
        fields = ("name_id", "kind", "licence", "licence_valid_until", "numbering", "scheme_count", "assessor_count")

    def render_name_id(self, record: Lsp) -> SafeString:
        note = record.city if record.is_active else _t("%(city)s · tidak aktif") % {"city": record.city}
        return format_html("<b>{}</b><span>{}</span>", record.name_id, note)

    def render_licence_valid_until(self, value: datetime.date) -> str:
        return valid_until(value)


class AssessorTable(tables.Table):
    person = tables.Column(
        verbose_name=_("Asesor"),
        accessor="person__full_name",
        attrs=WHO,
    )
    valid_until = tables.Column(verbose_name=_("MET berlaku sampai"))
    lsps = tables.Column(verbose_name=_("LSP"), empty_values=(), orderable=False)
    schemes = tables.Column(verbose_name=_("Skema"), empty_values=(), orderable=False)

    class Meta:
        model = Assessor
        fields = ("person", "valid_until", "lsps", "schemes")

    def render_person(self, record: Assessor) -> SafeString:
        if not self.request.user.has_perm("certification.change_lsp"):
            return format_html("<b>{}</b><span>{}</span>", record.person, record.met_number)
        url = reverse("certification:assessor-change", args=[record.pk])
        return format_html('<a href="{}">{}</a><span>{}</span>', url, record.person, record.met_number)

    def render_valid_until(self, value: datetime.date) -> str:
        return valid_until(value)

    def render_lsps(self, record: Assessor) -> str:
        return ", ".join(str(lsp) for lsp in record.lsps.all())

    def render_schemes(self, record: Assessor) -> str:
        return ", ".join(str(scheme) for scheme in record.schemes.all())


class ExamTable(tables.Table):
    scheme = tables.Column(verbose_name=_("Uji kompetensi"), order_by="scheme__title_id", attrs=WHO)
    exam_on = tables.Column(verbose_name=_("Tanggal"), empty_values=())
    lsp = tables.Column(verbose_name=_("LSP"), order_by="lsp__name_id")
    candidate_count = tables.Column(verbose_name=_("Asesi"), attrs=NUMBER)
    filled_count = tables.Column(verbose_name=_("Hasil terisi"), attrs=NUMBER)
    status = tables.Column(verbose_name=_("Status"))

    class Meta:
        model = Exam
        fields = ("scheme", "exam_on", "lsp", "candidate_count", "filled_count", "status")

    def render_scheme(self, record: Exam) -> SafeString:
        url = reverse("certification:exam-detail", args=[record.pk])
        return format_html(
            '<a href="{}">{}</a><span>{}, {}</span>',
            url,
            record.scheme,
            record.training_class,
            record.training_class.corner.prison,
        )

    def render_exam_on(self, record: Exam) -> str:
        if record.exam_on:
            return tanggal(record.exam_on)
        return _t("diusulkan %(day)s") % {"day": tanggal(record.proposed_for)}

    def render_filled_count(self, record: Any) -> str:
        return "–" if record.status == ExamStatus.PROPOSED else f"{record.filled_count}/{record.candidate_count}"

    def render_status(self, record: Exam) -> str:
        return tag(EXAM_TONES[ExamStatus(record.status)], record.get_status_display())


class OwnExamTable(tables.Table):
    """An assessor's exams: name of the class and place to go to, nothing of the registry."""

    scheme = tables.Column(
        verbose_name=_("Uji kompetensi"),
        order_by="scheme__title_id",
        linkify=("certification:exam-results", {"pk": tables.A("pk")}),
        attrs=WHO,
    )
    exam_on = tables.Column(verbose_name=_("Hari uji"))
    tuk_name = tables.Column(verbose_name=_("Tempat (TUK)"))
    filled_count = tables.Column(verbose_name=_("Bagian Anda"), attrs=NUMBER)
    state = tables.Column(verbose_name=_("Status"), empty_values=(), orderable=False)

    class Meta:
        model = Exam
        fields = ("scheme", "exam_on", "tuk_name", "filled_count", "state")

    def render_scheme(self, record: Exam) -> SafeString:
        return format_html("<b>{}</b><span>{}</span>", record.scheme, record.training_class)

    def render_exam_on(self, value: datetime.date) -> str:
        return tanggal(value)

    def render_filled_count(self, record: Any) -> str:
        return _t("%(filled)d dari %(all)d terisi") % {"filled": record.filled_count, "all": record.candidate_count}

    def render_state(self, record: Any) -> str:
        return own_state(record)


def own_state(exam: Any) -> str:
    """Where an assessor's share stands; `exam` carries `open_count` and `is_returned`."""
    if exam.status == ExamStatus.DECIDED:
        return tag("ok", ExamStatus.DECIDED.label)
    if exam.is_returned:
        return tag("bad", SheetState.RETURNED.label)
    if not exam.open_count:
        return tag("ok", SheetState.SUBMITTED.label)
    if exam.exam_on and exam.exam_on > clock.today():
        return tag("mut", _t("belum harinya"))
    return tag("warn", _t("perlu diisi"))


class ReadyClassTable(tables.Table):
    """Classes whose people can be proposed for an exam: a count, no names."""

    name = tables.Column(verbose_name=_("Kelas"), accessor="module__title", attrs=WHO)
    place = tables.Column(verbose_name=_("UPT"), accessor="corner__prison__name")
    ends_on = tables.Column(verbose_name=_("Selesai"), attrs={"td": {"class": "nowrap"}})
    # Counted for the rows shown only, so the list cannot be sorted by it.
    candidate_count = tables.Column(verbose_name=_("Calon asesi"), orderable=False, attrs=NUMBER)
    has_exam = tables.Column(verbose_name=_("Uji sebelumnya"))
    act = tables.Column(verbose_name="", empty_values=(), orderable=False)

    class Meta:
        model = TrainingClass
        fields = ("name", "place", "ends_on", "candidate_count", "has_exam", "act")

    def render_name(self, record: TrainingClass) -> SafeString:
        return format_html("<b>{}</b><span>{}</span>", record, record.module.scheme)

    def render_ends_on(self, value: datetime.date) -> str:
        return tanggal(value)

    def render_has_exam(self, value: bool) -> str:
        return tag("mut", _t("sudah ada")) if value else tag("warn", _t("belum ada"))

    def render_act(self, record: TrainingClass) -> SafeString:
        url = reverse("certification:exam-propose") + f"?kelas={record.pk}"
        return format_html('<a class="btn btn-sm btn-quiet" href="{}">{}</a>', url, _t("Usulkan uji"))
