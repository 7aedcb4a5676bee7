"""What changed about people of classes and certificates, and marking it as read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.forms import OfficeForm
from foundation.ui.pages import ActionPage, Chip, ListPage
from lapas.choices import NoticeKind
from lapas.models import ChangeNotice, Inmate
from lapas.place import AtPlace
from lapas.queue import GONE
from lapas.services.notices import acknowledge_changes, effects_of
from lapas.tables.notices import NoticeTable

PERMISSION = "lapas.read_changes"
UNREAD = Q(acknowledged_at__isnull=True)


class NoticeList(AtPlace, ListPage):
    permission_required = PERMISSION
    model = ChangeNotice
    table_class = NoticeTable
    template_name = "lapas/notice_list.html"
    title = gettext_lazy("Perubahan")
    empty_title = gettext_lazy("Tidak ada perubahan yang belum dibaca")
    empty_text = gettext_lazy(
        "Bila perkiraan bebas, nama, atau keberadaan peserta dan pemegang sertifikat berubah, itu muncul di sini."
    )

    def get_chips(self) -> tuple[Chip, ...]:
        return (
            Chip("", _("Belum dibaca"), UNREAD),
            Chip("keluar", _("Tidak di sini lagi"), UNREAD & Q(kind__in=GONE)),
            Chip("bebas", _("Perkiraan bebas"), UNREAD & Q(kind=NoticeKind.RELEASE_MOVED)),
            Chip("dibaca", _("Sudah dibaca"), ~UNREAD),
        )

    def get_queryset(self) -> QuerySet[Any]:
        return (
            super().get_queryset().select_related("inmate", "prison", "recorded_by__person", "acknowledged_by__person")
        )

    @property
    def reading(self) -> bool:
        """Whether the rows shown are still to be read."""
        return self.chip is None or self.chip.value != "dibaca"

    def get_table_kwargs(self) -> dict[str, Any]:
        hidden = ["prison"] if self.prison else []
        return {"exclude": [*hidden, *(("acknowledged_at",) if self.reading else ("pick",))]}

    def get_table(self, **kwargs: Any) -> Any:
        table = super().get_table(**kwargs)
        # Only what the page shows: effects are asked for fifty people at most.
        shown = [row.record for row in table.paginated_rows]
        table.effects = effects_of(shown)
        people = Inmate.objects.for_user(self.user, "lapas.view_inmate").filter(pk__in=[one.inmate_id for one in shown])
        table.reached = set(people.values_list("pk", flat=True))
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(reading=self.reading, **kwargs)


class PickNoticesForm(OfficeForm):
    notices = forms.ModelMultipleChoiceField(
        queryset=ChangeNotice.objects.none(),
        error_messages={"required": gettext_lazy("Centang paling sedikit satu perubahan.")},
    )

    def __init__(self, *args: Any, reached: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picked = self.fields["notices"]
        assert isinstance(picked, forms.ModelMultipleChoiceField)
        picked.queryset = reached


class NoticeAcknowledge(ActionPage):
    permission_required = PERMISSION
    http_method_names = ["post"]
    form_class = PickNoticesForm
    title = gettext_lazy("Tandai sudah dibaca")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "reached": self.reach(ChangeNotice)}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Perubahan"), reverse("lapas:notice-list"))]

    def perform(self, form: PickNoticesForm) -> int:
        return acknowledge_changes(notices=form.cleaned_data["notices"], actor=self.user)

    def get_success_url(self) -> str:
        return reverse("lapas:notice-list")

    def get_success_message(self) -> Any:
        return _("%(count)d perubahan ditandai sudah dibaca.") % {"count": self.result}
