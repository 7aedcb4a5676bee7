"""What happens to people: one event, arrivals, and who leaves soon."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import clock
from foundation.ui.pages import ActionPage, Chip, ListPage
from lapas import effects, services
from lapas.choices import CustodyState, EventKind
from lapas.forms.custody import ArrivalForm, EventForm, NotArrivedForm, ReleaseManyForm
from lapas.models import CustodyEvent, Inmate, Prison
from lapas.place import AtPlace
from lapas.querysets import PASSES_EACH, PRESENT_EACH, any_day_on
from lapas.services.custody import possible_events
from lapas.tables.custody import ArrivalTable, ReleaseTable
from lapas.views.inmates import OfInmate

KIND_PARAMETER = "jenis"


class EventRecord(OfInmate, ActionPage):
    """One page for every kind of event; the kind stands in the address, so that only its own fields are asked."""

    permission_required = "lapas.record_event"
    form_class = EventForm
    template_name = "lapas/event_record.html"
    title = gettext_lazy("Catat peristiwa")
    button = gettext_lazy("Catat")

    @cached_property
    def kinds(self) -> list[EventKind]:
        return possible_events(self.inmate)

    @cached_property
    def kind(self) -> EventKind | None:
        """The kind named in the address, else the first that may follow; None when nothing may."""
        asked = self.request.GET.get(KIND_PARAMETER, "")
        return next((kind for kind in self.kinds if kind == asked), next(iter(self.kinds), None))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kind is None:
            raise Http404
        return super().post(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"on": clock.today(self.inmate.prison.timezone)}

    def get_form_kwargs(self) -> dict[str, Any]:
        # Somebody may be moved to any prison of the country, so this choice is not fenced.
        destinations = Prison.objects.active().exclude(pk=self.inmate.prison_id)
        # Without a kind the page shows no form; any kind will do.
        kind = self.kind or EventKind.RETURNED
        return {**super().get_form_kwargs(), "kind": kind, "destinations": destinations}

    def get_success_message(self) -> Any:
        return _("Peristiwa “%(kind)s” dicatat.") % {"kind": self.result.get_kind_display()}

    def get_success_url(self) -> str:
        return self.inmate.get_absolute_url()

    def perform(self, form: EventForm) -> CustodyEvent:
        assert self.kind is not None  # `post` answered 404 otherwise
        return services.record_event(inmate=self.inmate, kind=self.kind, actor=self.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = self.inmate.custody_events.select_related("prison", "to_prison")
        return super().get_context_data(
            **{"kinds": self.kinds, "kind": self.kind, "events": events, "effects": self._effects(), **kwargs}
        )

    def _effects(self) -> list[tuple[str, Any, str]]:
        """What a transfer would leave behind, or one that never arrived gives back; of a release the record tells."""
        told: effects.Told = {}
        if self.kind == EventKind.TRANSFER_OUT:
            told = effects.of_transfers([self.inmate.pk])
        elif self.kind == EventKind.RETURNED and self.inmate.custody_state == CustodyState.IN_TRANSIT:
            told = effects.of_returns([self.inmate.pk])
        return effects.gravest_first(told, self.inmate.pk)


class ArrivalList(AtPlace, ListPage):
    permission_required = "lapas.record_event"
    model = Inmate
    table_class = ArrivalTable
    title = gettext_lazy("Kedatangan")
    empty_title = gettext_lazy("Tidak ada yang dalam perjalanan ke sini")
    empty_text = gettext_lazy("Penghuni muncul di sini setelah UPT asal mencatat pindah UPT.")

    def get_queryset(self) -> QuerySet[Any]:
        rows = Inmate.objects.arriving_for(self.user, self.permission_required)
        arriving: QuerySet[Any] = rows.select_related("prison", "destination")
        return arriving

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"today": self.today}


class OfArrival(AtPlace, ActionPage, abstract=True):
    """A page about one person on the way to this prison: 404 for anybody else."""

    permission_required = "lapas.record_event"

    @cached_property
    def inmate(self) -> Inmate:
        arriving = Inmate.objects.arriving_for(self.user, self.permission_required)
        found: Inmate = get_object_or_404(arriving.select_related("prison", "destination"), pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Kedatangan"), reverse("lapas:arrivals"))]

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"inmate": self.inmate, **kwargs})


class ArrivalAccept(OfArrival):
    permission_required = "lapas.record_event"
    form_class = ArrivalForm
    template_name = "lapas/arrival_accept.html"
    title = gettext_lazy("Terima penghuni pindahan")
    button = gettext_lazy("Terima")
    success_message = gettext_lazy("Penghuni diterima di UPT ini.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = effects.gravest_first(effects.of_arrivals([self.inmate.pk]), self.inmate.pk)
        return super().get_context_data(**{"effects": told, **kwargs})

    def perform(self, form: ArrivalForm) -> Inmate:
        services.receive_transfer(inmate=self.inmate, actor=self.user, **form.cleaned_data)
        return self.inmate


class ArrivalNotCome(OfArrival):
    permission_required = "lapas.record_event"
    form_class = NotArrivedForm
    template_name = "lapas/arrival_not_come.html"
    title = gettext_lazy("Tidak tiba di UPT ini")
    button = gettext_lazy("Kembalikan ke UPT asal")
    button_style = "danger"
    success_message = gettext_lazy("Penghuni tercatat kembali di UPT asal.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = effects.gravest_first(effects.of_returns([self.inmate.pk]), self.inmate.pk)
        return super().get_context_data(**{"effects": told, **kwargs})

    def perform(self, form: NotArrivedForm) -> Inmate:
        services.turn_back(inmate=self.inmate, actor=self.user, **form.cleaned_data)
        return self.inmate

    def get_success_url(self) -> str:
        # From here on the person is out of reach for this prison.
        return reverse("lapas:arrivals")


class ReleaseBoard(AtPlace, ListPage):
    """Who leaves soon as far as the given dates say; what certificates they wait for stands on another page."""

    permission_required = "lapas.view_inmate"
    model = Inmate
    table_class = ReleaseTable
    template_name = "lapas/release_board.html"
    title = gettext_lazy("Papan bebas")
    sorted_at_place = True
    empty_title = gettext_lazy("Tidak ada yang menjelang bebas dalam waktu ini")
    empty_text = gettext_lazy("Pilih waktu yang lebih panjang di atas.")

    def get_chips(self) -> tuple[Chip, ...]:
        any_day = any_day_on(self.today)
        # Said as the indexes of the board are.
        passed = Q(earliest_release__lte=self.today) & PASSES_EACH
        overdue = Q(earliest_release__lt=self.today) & ~PASSES_EACH

        def within(days: int) -> Q:
            return Q(earliest_release__range=(self.today, self.today + datetime.timedelta(days=days))) & ~any_day

        return (
            Chip("", _("14 hari"), within(14)),
            Chip("30", _("30 hari"), within(30)),
            Chip("90", _("90 hari"), within(90)),
            Chip("sewaktu", _("Sewaktu-waktu"), passed),
            Chip("lewat", _("Tanggal lewat, belum dicatat"), overdue),
        )

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        here: QuerySet[Any] = rows.filter(PRESENT_EACH) if self.reads_widely else rows.present()
        return here.select_related("prison").order_by("earliest_release", "name", "pk")

    def get_table_kwargs(self) -> dict[str, Any]:
        hidden = ["prison"] if self.prison else []
        if not self.user.has_perm("lapas.record_event"):
            hidden += ["pick", "act"]
        return {"today": self.today, "wide": self.reads_widely, "exclude": hidden}


class ReleaseMany(AtPlace, ActionPage):
    """The people ticked on the board leave on one day; who is out of reach is not among them."""

    permission_required = "lapas.record_event"
    form_class = ReleaseManyForm
    template_name = "lapas/release_many.html"
    title = gettext_lazy("Catat bebas untuk beberapa orang")
    button = gettext_lazy("Catat bebas")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Papan bebas"), reverse("lapas:release-board"))]

    @cached_property
    def people(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.reach(Inmate).present().select_related("prison")
        return rows

    def asked(self) -> list[str]:
        said = self.request.POST if self.request.method == "POST" else self.request.GET
        return [pk for pk in said.getlist("inmates") if pk.isdecimal()]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "people": self.people}

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.today, "inmates": self.asked()}

    def get_success_url(self) -> str:
        return reverse("lapas:release-board")

    def get_success_message(self) -> Any:
        return _("Bebas dicatat untuk %(count)d orang.") % {"count": len(self.result)}

    def perform(self, form: ReleaseManyForm) -> list[CustodyEvent]:
        return services.record_releases(actor=self.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.people.filter(pk__in=self.asked()).order_by("name", "pk")
        return super().get_context_data(**{"chosen": chosen, **kwargs})
