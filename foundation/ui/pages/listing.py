"""A page that lists rows: filtered, sorted, paged, exported; the address holds the whole state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from foundation import clock
from foundation.accounts.postings import reads_widely
from foundation.audit import services as audit
from foundation.ui.counting import MOST_COUNTED, counted_apart, counted_up_to, kept_if_many, multiplies
from foundation.ui.export import workbook
from foundation.ui.pages.reach import Reach
from foundation.ui.sorting import SortedWhole

ROWS_PER_PAGE = 50
MOST_PAGES = 200
MOST_ROWS = MOST_PAGES * ROWS_PER_PAGE
MOST_EXPORTED = 10_000
CHIP_PARAMETER = "tampil"
EXPORT_PARAMETER = "unduh"


@dataclass(frozen=True)
class Chip:
    """One filter chip: the value in the address ("" for the first shown), its label, the rows it keeps."""

    value: str
    label: Any
    where: Q = field(default_factory=Q)


@dataclass(frozen=True)
class LinkButton:
    """A button in the head of a page; shown when the user holds `permission` (always when empty)."""

    label: Any
    url: str
    permission: str = ""
    icon: str = ""
    primary: bool = False


class CutPage(Page):
    def end_index(self) -> int:
        """The number of the last row of this page; Django would say the count of all on the last page of a cut list."""
        return min(self.number * self.paginator.per_page, self.paginator.count)


class CutPaginator(Paginator):
    """Counts all rows, but pages only the first 200 pages: who is not found there is searched for, not paged to.

    `known` is the count, cut behind the last page, where somebody counted already.
    """

    def __init__(self, *args: Any, known: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    @cached_property
    def count(self) -> int:
        return super().count if self.known is None else self.known

    @property
    def shown_count(self) -> int:
        return self.count if self.known is None else min(self.count, MOST_COUNTED)

    @property
    def is_over(self) -> bool:
        """Whether there are more than `shown_count`."""
        return self.count > self.shown_count

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, MOST_PAGES)

    def _get_page(self, *args: Any, **kwargs: Any) -> CutPage:
        return CutPage(*args, **kwargs)

    @property
    def is_cut(self) -> bool:
        return self.count > self.num_pages * self.per_page


class ListPage(Reach, SingleTableMixin, FilterView, abstract=True):
    """Lists the rows of `model` in reach: `table_class`, and as wanted `filterset_class`, `chips`, `buttons`."""

    template_name = "ui/list_page.html"
    chips: Sequence[Chip] = ()
    empty_title: Any = _("Belum ada data")
    empty_text: Any = _("Data muncul di sini setelah dicatat.")
    empty_button: LinkButton | None = None
    exportable = False
    sticky = True
    # Of a table that holds the country, where an index serves the order but not the place.
    sorted_at_place = False
    table_pagination = {"per_page": ROWS_PER_PAGE, "paginator_class": CutPaginator}

    def get_queryset(self) -> QuerySet[Any]:
        return self.reach(self.model)

    def get_chips(self) -> Sequence[Chip]:
        """The chips; a page overrides this when they hang on today or on the reader."""
        return self.chips

    @cached_property
    def offered_chips(self) -> Sequence[Chip]:
        return self.get_chips()

    def get_filterset_class(self) -> Any:
        return self.filterset_class

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        filterset_class = self.get_filterset_class()
        self.filterset = self.get_filterset(filterset_class) if filterset_class else None
        rows = self.get_queryset()
        if self.filterset is not None:
            rows = self.filterset.qs if self.filterset.is_valid() or not self.filterset.is_bound else rows.none()
        self.unchipped = rows
        self.object_list = rows.filter(self.chip.where) if self.chip else rows
        if self.exportable and request.GET.get(EXPORT_PARAMETER) == "xlsx":
            return self.export()
        return self.render_to_response(self.get_context_data(filter=self.filterset, object_list=self.object_list))

    @cached_property
    def chip(self) -> Chip | None:
        """The chip in force: the one named in the address, else the first."""
        asked = self.request.GET.get(CHIP_PARAMETER, "")
        offered = self.offered_chips
        return next((chip for chip in offered if chip.value == asked), offered[0] if offered else None)

    @cached_property
    def reads_widely(self) -> bool:
        """Whether the user reads a region or the country, so that rows are counted up to 1,000 only."""
        return reads_widely(self.user, self.permission_required)

    @cached_property
    def counts(self) -> list[int]:
        """How many rows each chip keeps; where the user reads widely cut, the one in force behind the last page."""
        if not self.reads_widely:
            return self._counted(self.unchipped)
        if self.is_filtered():
            # Searched once and then told apart: every chip would search the country again.
            return counted_apart(self.unchipped, [chip.where for chip in self.offered_chips], MOST_ROWS)
        asked = sorted((name, value) for name, value in self.request.GET.items() if name not in {"page", "sort"})
        key = f"{self.user.pk}:{getattr(self.user, 'hat', None)}:{self.request.path}:{asked}"
        wanted = [
            (self.unchipped.filter(chip.where), MOST_ROWS if chip is self.chip else MOST_COUNTED)
            for chip in self.offered_chips
        ]
        return kept_if_many(key, lambda: counted_up_to(wanted or [(self.object_list, MOST_ROWS)]))

    def _counted(self, rows: QuerySet[Any]) -> list[int]:
        chips = self.offered_chips
        # Told apart only where a chip's condition may give a row twice: it costs a sort for each chip.
        apart = any(multiplies(rows.filter(chip.where)) for chip in chips)
        counts = rows.order_by().aggregate(
            **{f"n{number}": Count("pk", filter=chip.where, distinct=apart) for number, chip in enumerate(chips)}
        )
        return [counts[f"n{number}"] for number in range(len(chips))]

    def counted_chips(self) -> list[dict[str, Any]]:
        if not self.offered_chips:
            return []
        kept = self.request.GET.copy()
        kept.pop("page", None)
        shown = []
        for chip, count in zip(self.offered_chips, self.counts, strict=True):
            kept[CHIP_PARAMETER] = chip.value
            over = self.reads_widely and count > MOST_COUNTED
            shown.append(
                {
                    "label": chip.label,
                    "count": MOST_COUNTED if over else count,
                    "over": over,
                    "url": f"?{kept.urlencode()}",
                    "on": chip is self.chip,
                }
            )
        return shown

    def is_filtered(self) -> bool:
        """Whether something was typed or chosen in the filters."""
        return self.filterset is not None and any(self.request.GET.get(name) for name in self.filterset.form.fields)

    def get_table_data(self) -> Any:
        rows = super().get_table_data()
        return SortedWhole(rows) if self.sorted_at_place and not self.reads_widely else rows

    def get_table_pagination(self, table: Any) -> Any:
        pagination = super().get_table_pagination(table)
        if not self.reads_widely or not pagination:
            return pagination
        chips = self.offered_chips
        if not chips and self.is_filtered():
            known = counted_up_to([(self.object_list, MOST_ROWS)])[0]
        else:
            known = self.counts[chips.index(self.chip) if self.chip in chips else 0]
        return {**pagination, "known": known}

    def get_buttons(self) -> list[LinkButton]:
        """Buttons in the head; those whose permission the user lacks are left out of the page."""
        return []

    def is_narrowed(self) -> bool:
        """Whether the user asked for less than everything, so that an empty list is no proof of an empty register."""
        return any(value for name, value in self.request.GET.items() if name not in {"page", "sort"})

    def export(self) -> HttpResponseBase:
        """All rows shown, over every page (at most 10,000), as a workbook; recorded."""
        sort = {"order_by": asked} if (asked := self.request.GET.getlist("sort")) else {}
        table = self.get_table_class()(data=self.object_list, **{**self.get_table_kwargs(), **sort})
        # Cut after the table has sorted: a slice cannot be sorted any more.
        table.data.data = table.data.data[:MOST_EXPORTED]
        name = f"{self.model._meta.model_name}-{clock.today():%Y%m%d}.xlsx"
        audit.record_read(self.user, f"{self.model._meta.app_label}.export", [])
        return workbook(name, table.as_values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        export_query = self.request.GET.copy()
        export_query[EXPORT_PARAMETER] = "xlsx"
        return super().get_context_data(
            **{
                "chips": self.counted_chips(),
                "buttons": [b for b in self.get_buttons() if not b.permission or user.has_perm(b.permission)],
                "narrowed": self.is_narrowed(),
                "filtered": self.is_filtered(),
                "empty_title": self.empty_title,
                "empty_text": self.empty_text,
                "empty_button": self.empty_button
                if self.empty_button
                and (not self.empty_button.permission or user.has_perm(self.empty_button.permission))
                else None,
                "export_url": f"?{export_query.urlencode()}" if self.exportable else "",
                "sticky": self.sticky,
                **kwargs,
            }
        )
