"""Importing a spreadsheet: upload, which column is what, preview, apply or discard."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Q, QuerySet, TextChoices, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.jobs.models import Job
from foundation.ui.pages import ActionPage, Chip, DetailPage, LinkButton, ListPage
from foundation.ui.templatetags.ui import angka, waktu
from lapas.choices import ImportState, RowDecision, RowGroup, RowOutcome
from lapas.effects import of_releases
from lapas.forms.imports import MappingForm, UploadForm
from lapas.imports import fields, staging
from lapas.imports.returning import in_words
from lapas.models import ImportBatch, ImportRow, Prison
from lapas.place import AtPlace
from lapas.services import imports
from lapas.tables.imports import ImportRowTable, ImportTable

PERMISSION = "lapas.import_inmates"
EXAMPLES = 3
# Rows among which they are looked for: the first ones of a sheet often leave a column empty.
LOOKED_AT = 60
# A longer sheet is checked by a job, with progress, while the page is free.
CHECKED_AT_ONCE = 300


# Where the page of a batch leads whoever waits there, once the job has come so far.
ONWARD: dict[str, str] = {ImportState.MAPPING: "import-mapping", ImportState.CHECKED: "import-preview"}
GO_ON = "lanjut"
AT_WORK: dict[str, Any] = {
    ImportState.READING: gettext_lazy("Membaca berkas"),
    ImportState.CHECKING: gettext_lazy("Memeriksa isi berkas"),
    ImportState.APPLYING: gettext_lazy("Menerapkan ke data penghuni"),
}


def waiting_page(batch: ImportBatch) -> str:
    """The page that shows how far the job is, and then goes on to what comes next."""
    return f"{reverse('lapas:import-detail', args=[batch.pk])}?{GO_ON}=1"


class ImportList(AtPlace, ListPage):
    permission_required = PERMISSION
    model = ImportBatch
    table_class = ImportTable
    title = gettext_lazy("Impor data")
    empty_title = gettext_lazy("Belum ada impor")
    empty_text = gettext_lazy("Unggah lembar penghuni dari SDP; kolomnya dikenali sendiri dan diperiksa dulu.")
    chips = (
        Chip("", gettext_lazy("Semua")),
        Chip("menunggu", gettext_lazy("Menunggu Anda"), Q(state__in=[ImportState.MAPPING, ImportState.CHECKED])),
        Chip("diterapkan", gettext_lazy("Sudah diterapkan"), Q(state=ImportState.APPLIED)),
        Chip("ditolak", gettext_lazy("Ditolak seluruhnya"), Q(state=ImportState.REFUSED)),
    )

    def get_queryset(self) -> QuerySet[ImportBatch]:
        rows: QuerySet[ImportBatch] = super().get_queryset().select_related("prison")
        return rows

    def get_buttons(self) -> list[LinkButton]:
        return [
            LinkButton(_("Kata di lembar"), reverse("lapas:word-list"), PERMISSION, "book"),
            LinkButton(_("Unggah berkas"), reverse("lapas:import-upload"), PERMISSION, "upload", primary=True),
        ]

    @property
    def empty_button(self) -> LinkButton:  # type: ignore[override]  # an address is known only once Django has started
        return LinkButton(_("Unggah berkas"), reverse("lapas:import-upload"), PERMISSION)


class ImportUpload(AtPlace, ActionPage):
    permission_required = PERMISSION
    form_class = UploadForm
    template_name = "lapas/import_upload.html"
    title = gettext_lazy("Unggah lembar penghuni")
    button = gettext_lazy("Unggah dan baca")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Impor data"), reverse("lapas:import-list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "prisons": self.reach(Prison).active(), "today": self.today}

    def perform(self, form: UploadForm) -> ImportBatch:
        given = form.cleaned_data
        return imports.order_read(
            prison=given["prison"], upload=given["file"], data_as_of=given["data_as_of"], actor=self.user
        )

    def get_success_url(self) -> str:
        return waiting_page(self.result)


class OfBatch(AtPlace, abstract=True):
    """A page about one import: 404 unless its prison is in reach."""

    @cached_property
    def batch(self) -> ImportBatch:
        found: ImportBatch = get_object_or_404(
            self.reach(ImportBatch).select_related("prison", "uploaded_by__person"), pk=self.kwargs["pk"]
        )
        return found

    @property
    def mapping(self) -> dict[int, str]:
        return imports.columns_of(self.batch)

    def cells(self, row: ImportRow) -> dict[str, Any]:
        """The staged cells by field, but for the NIK, which no preview shows."""
        kept = {position: name for position, name in self.mapping.items() if name != "nik"}
        return staging.unstage(row.cells, kept, place="")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (_("Impor data"), reverse("lapas:import-list")),
            (self.batch.file_name, reverse("lapas:import-detail", args=[self.batch.pk])),
        ]

    def get_lead(self) -> Any:
        sheet = [_("lembar “%(sheet)s”") % {"sheet": self.batch.sheet}] if self.batch.sheet else []
        return " · ".join([str(self.batch.prison), *sheet, f"{_('data per')} {self.batch.data_as_of:%d-%m-%Y}"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"batch": self.batch, **kwargs})


class OfRows(OfBatch, abstract=True):
    """A page that shows or uses the rows of a batch: once they are over, its own page says so instead."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.batch.rows_over_since:
            return redirect("lapas:import-detail", self.batch.pk)
        found: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]  # of the page beside it
        return found


class ImportMapping(OfBatch, ActionPage):
    permission_required = PERMISSION
    form_class = MappingForm
    template_name = "lapas/import_mapping.html"
    title = gettext_lazy("Periksa kolom")
    button = gettext_lazy("Periksa isinya")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.batch.state == ImportState.READING:
            return redirect(waiting_page(self.batch))
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "batch": self.batch}

    def perform(self, form: MappingForm) -> ImportBatch:
        mapping, upload = form.cleaned_data["mapping"], form.cleaned_data.get("file")
        if upload is not None:
            return imports.order_reread(batch=self.batch, mapping=mapping, upload=upload, actor=self.user)
        batch = imports.set_mapping(batch=self.batch, mapping=mapping, actor=self.user)
        if batch.rows > CHECKED_AT_ONCE:
            imports.order_check(batch=batch, actor=self.user)
        else:
            imports.check_batch(batch=batch)
        return batch

    def get_success_url(self) -> str:
        self.result.refresh_from_db(fields=["state"])
        if self.result.state == ImportState.CHECKED:
            return reverse("lapas:import-preview", args=[self.batch.pk])
        return waiting_page(self.result)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["columns"] = list(self._columns(context["form"]))
        context["open"] = self.batch.state in {ImportState.MAPPING, ImportState.CHECKED}
        return context

    def _columns(self, form: Any) -> Any:
        examples = [self.cells(row) for row in self.batch.staged.order_by("row")[:LOOKED_AT]]
        for position, header in enumerate(self.batch.headers):
            if not header:
                continue
            name = self.batch.mapping.get(str(position), "")
            seen = dict.fromkeys(in_words(cells[name]) for cells in examples if name in cells)
            yield {
                "header": header,
                "field": form[f"column_{position}"] if f"column_{position}" in form.fields else None,
                "example": _("isinya tidak ditampilkan") if name == "nik" else " · ".join(list(seen)[:EXAMPLES]),
            }


_TO_LOOK_AT = (RowGroup.DOUBTFUL, RowGroup.DATE_MOVED, RowGroup.ARRIVING, RowGroup.REFUSED)
# What somebody has to look at stands first; a hundred unchanged rows would hide it.
_RANK = Case(
    *(When(group=group, then=place) for place, group in enumerate(_TO_LOOK_AT)),
    When(~Q(problems=[]), then=len(_TO_LOOK_AT)),
    When(group=RowGroup.UNCHANGED, then=len(RowGroup) + 1),
    default=len(RowGroup),
    output_field=IntegerField(),
)


class ImportPreview(OfRows, ListPage):
    permission_required = PERMISSION
    model = ImportRow
    table_class = ImportRowTable
    template_name = "lapas/import_preview.html"
    empty_title = gettext_lazy("Tidak ada baris")
    empty_text = gettext_lazy("Baris impor ini sudah dihapus.")
    chips = (
        Chip("", gettext_lazy("Semua")),
        *(Chip(group.value, capfirst(group.label), Q(group=group)) for group in RowGroup),
        Chip("peringatan", gettext_lazy("Ada peringatan"), ~Q(outcome=RowOutcome.REFUSED) & ~Q(problems=[])),
    )

    def get_title(self) -> str:
        return _("Pratinjau impor") if self.batch.state == ImportState.CHECKED else _("Baris impor")

    def get_queryset(self) -> QuerySet[ImportRow]:
        rows: QuerySet[ImportRow] = self.batch.staged.exclude(outcome="").select_related("inmate")
        return rows.annotate(rank=_RANK).order_by("rank", "row")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"shown": self._shown, "effects": self.effects, "open_batch": self.batch.state == ImportState.CHECKED}

    @cached_property
    def effects(self) -> dict[int, list[tuple[str, str]]]:
        """What the moved release dates mean for those higher up, by inmate: each floor that knows tells by itself."""
        moved = {}
        rows = self.batch.staged.filter(group=RowGroup.DATE_MOVED, inmate__isnull=False)
        for inmate_id, changes in rows.values_list("inmate_id", "changes"):
            after = next((one["after"] for one in changes if one["field"] == imports.RELEASE), "")
            if after:
                day, month, year = (int(part) for part in after.split("-"))
                moved[inmate_id] = datetime.date(year, month, day)
        return of_releases(moved)

    def _shown(self, row: ImportRow) -> tuple[str, str]:
        """Name and register number as the sheet wrote them; once applied, as the registry has them."""
        cells = self.cells(row)
        if cells or row.inmate is None:
            return in_words(cells.get("name")) or "–", in_words(cells.get("register_number")) or "–"
        return row.inmate.name, row.inmate.register_number

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        good = self.batch.created + self.batch.updated + self.batch.unchanged
        broken = [told for told in self.effects.values() if any(tone in {"bad", "warn"} for tone, _told in told)]
        context = super().get_context_data(
            waiting=self.batch.state == ImportState.CHECKED,
            good=good,
            broken=len(broken),
            gone=len(self.batch.gone),
            apply_label=_("Terapkan %(count)s baris") % {"count": angka(good)},
            **kwargs,
        )
        # The chips have counted already; "all" stands first, then the groups in their order.
        counts = {group.value: chip["count"] for group, chip in zip(RowGroup, context["chips"][1:], strict=False)}
        context["doubtful"], context["arriving"] = counts[RowGroup.DOUBTFUL], counts[RowGroup.ARRIVING]
        context["refused"] = counts[RowGroup.REFUSED]
        context["skipped"] = skipped(counts)
        open_rows = context["waiting"] and self.batch.refused
        context["told_warns"] = bool(self.batch.warnings or broken or open_rows or self.batch.is_partial)
        # Nine groups, most of them empty as a rule.
        first, *others = context["chips"]
        context["chips"] = [first, *(chip for chip in others if chip["count"] or chip["on"])]
        context["told"] = context["told_warns"] or bool(self.batch.gone)
        return context


class ImportApply(OfBatch, ActionPage):
    permission_required = PERMISSION
    title = gettext_lazy("Terapkan impor")
    button = gettext_lazy("Terapkan")
    success_message = gettext_lazy("Impor diterapkan di latar belakang; halaman ini boleh ditutup.")

    @property
    def confirm_text(self) -> str:
        return _("%(created)d baru, %(updated)d berubah, %(unchanged)d tetap; %(refused)d baris dilewati.") % {
            "created": self.batch.created,
            "updated": self.batch.updated,
            "unchanged": self.batch.unchanged,
            "refused": self.batch.refused,
        }

    def perform(self, form: Any) -> Job:
        return imports.order_apply(batch=self.batch, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("lapas:import-detail", args=[self.batch.pk])


class ImportDiscard(OfBatch, ActionPage):
    permission_required = PERMISSION
    title = gettext_lazy("Batalkan impor")
    button = gettext_lazy("Batalkan impor")
    button_style = "danger"
    confirm_text = gettext_lazy("Semua baris yang dibaca dari berkas ini dihapus. Data penghuni tidak berubah.")
    success_message = gettext_lazy("Impor dibatalkan; barisnya dihapus.")

    def perform(self, form: Any) -> ImportBatch:
        return imports.discard_batch(batch=self.batch, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("lapas:import-list")


class ImportUndo(OfRows, ActionPage):
    permission_required = PERMISSION
    title = gettext_lazy("Urungkan impor")
    button = gettext_lazy("Urungkan")
    button_style = "danger"
    success_message = gettext_lazy("Impor diurungkan; data kembali seperti sebelumnya.")

    @property
    def confirm_text(self) -> str:
        return _(
            "%(created)d orang yang ditambahkan dihapus lagi, %(updated)d orang kembali ke data sebelumnya. "
            "Hanya bisa selama belum ada yang mengubah atau memakai data itu, paling lambat %(until)s."
        ) % {
            "created": self.batch.created,
            "updated": self.batch.updated,
            "until": waktu(self.batch.rows_until, self.batch.prison.timezone),
        }

    def perform(self, form: Any) -> ImportBatch:
        return imports.undo_batch(batch=self.batch, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("lapas:import-detail", args=[self.batch.pk])


def skipped(counts: Mapping[str, int]) -> list[str]:
    """Of the rows that are left out: how many for which reason."""
    told = (
        (_("%(count)d ditolak"), counts.get(RowGroup.REFUSED, 0)),
        (_("%(count)d belum diputuskan"), counts.get(RowGroup.DOUBTFUL, 0)),
        (_("%(count)d di UPT lain"), counts.get(RowGroup.ARRIVING, 0)),
    )
    return [words % {"count": count} for words, count in told if count]


def _counted(kinds: type[TextChoices], counts: Mapping[str, int]) -> list[str]:
    """How many rows of which kind, but for kinds without any."""
    return [f"{angka(counts[kind.value])} {kind.label}" for kind in kinds if counts.get(kind.value)]


class ImportDetail(OfBatch, DetailPage):
    permission_required = PERMISSION
    model = ImportBatch
    template_name = "lapas/import_detail.html"

    def get_queryset(self) -> QuerySet[ImportBatch]:
        rows: QuerySet[ImportBatch] = super().get_queryset()
        return rows.select_related("prison", "uploaded_by__person", "undone_by__person")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if GO_ON in request.GET and (page := ONWARD.get(self.batch.state)):
            return redirect(f"lapas:{page}", self.batch.pk)
        return super().get(request, *args, **kwargs)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return super().get_crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mapped = [fields.FIELDS[name].label for name in self.mapping.values()]
        over = self.batch.rows_over_since
        kept = self.batch.row_counts
        counts = kept.get("groups", {})
        if not over:
            counts = dict(self.batch.staged.order_by().values_list("group").annotate(Count("pk")))
        return super().get_context_data(
            job=Job.objects.about(self.batch).order_by("-pk").first(),
            mapped=mapped,
            at_work=AT_WORK.get(self.batch.state, ""),
            skipped=skipped(counts) if self.batch.refused else [],
            returnable=not over and self.batch.staged.filter(outcome=RowOutcome.REFUSED).exclude(cells={}).exists(),
            over=over,
            days=settings.IMPORT_ROWS_DAYS,
            waiting=self.batch.state in ONWARD,
            gone=imports.gone_from(self.batch).count() if self.batch.gone and not over else 0,
            groups=_counted(RowGroup, counts) if over else [],
            decisions=_counted(RowDecision, kept.get("decisions", {})),
            **kwargs,
        )
