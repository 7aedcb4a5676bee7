"""Letters about many people: the list of them, opening one, looking at what it changes, recording, undoing."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.pages import ActionPage, Chip, LinkButton, ListPage
from lapas import effects
from lapas.choices import ActKind, ActState, CustodyState, DateKind, Finding, ReleaseKind
from lapas.forms.acts import ActForm, ActRecordForm
from lapas.models import Inmate, Prison, RegistryAct
from lapas.place import AtPlace
from lapas.services import acts
from lapas.services.act_findings import Judged, fingerprint, in_words, judge
from lapas.tables.acts import ActTable
from lapas.tables.imports import label_of

PERMISSION = "lapas.record_event"
FINDING_TONES: dict[str, str] = {
    Finding.FOUND: "ok", Finding.SAME: "mut", Finding.MISSING: "bad", Finding.UNCLEAR: "bad", Finding.TWICE: "warn",
    Finding.NOT_HERE: "warn",
}  # fmt: skip


class ActList(AtPlace, ListPage):
    permission_required = PERMISSION
    model = RegistryAct
    table_class = ActTable
    title = gettext_lazy("SK dan usulan")
    empty_title = gettext_lazy("Belum ada surat untuk banyak orang")
    empty_text = gettext_lazy("Remisi, PB, CB, CMB, bebas murni, atau pindah UPT sekaligus dari satu daftar nomor.")
    chips = (
        Chip("", gettext_lazy("Semua"), ~Q(state=ActState.DISCARDED)),
        Chip("menunggu", gettext_lazy("Menunggu diperiksa"), Q(state=ActState.DRAFT)),
    )

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset().select_related("prison", "opened_by__person")
        return rows

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"exclude": ("prison",) if self.prison else ()}

    def get_buttons(self) -> list[LinkButton]:
        return [LinkButton(_("Catat untuk banyak orang"), reverse("lapas:act-open"), PERMISSION, "people", True)]


class ActOpen(AtPlace, ActionPage):
    permission_required = PERMISSION
    form_class = ActForm
    title = gettext_lazy("Catat peristiwa untuk banyak orang")
    button = gettext_lazy("Lihat pratinjau")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("SK dan usulan"), reverse("lapas:act-list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        # Somebody may be moved to any prison of the country, so the destinations are not fenced.
        destinations = Prison.objects.active().order_by("name")
        prisons = self.reach(Prison).active()
        return {**super().get_form_kwargs(), "prisons": prisons, "destinations": destinations}

    def perform(self, form: ActForm) -> RegistryAct:
        return acts.open_act(actor=self.user, **form.cleaned_data)


class OfAct(AtPlace, abstract=True):
    """A page about one letter: 404 unless its prison is in reach."""

    @cached_property
    def act(self) -> RegistryAct:
        rows = self.reach(RegistryAct).select_related("prison", "to_prison", "recorded_by__person", "undone_by__person")
        found: RegistryAct = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @cached_property
    def prison(self) -> Prison:
        return self.act.prison

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("SK dan usulan"), reverse("lapas:act-list")), (str(self.act), self.act.get_absolute_url())]

    def get_lead(self) -> Any:
        return f"{self.act} · {self.act.letter_number or _('tanpa nomor surat')} · {self.act.prison}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"act": self.act, **kwargs})


class ActDetail(OfAct, ActionPage):
    """The preview of a draft with the button that records it; afterwards what was recorded."""

    permission_required = PERMISSION
    form_class = ActRecordForm
    template_name = "lapas/act_detail.html"
    button = gettext_lazy("Catat")

    def get_title(self) -> Any:
        return _("Pratinjau") if self.act.state == ActState.DRAFT else _("Daftar yang dicatat")

    def form_invalid(self, form: Any) -> HttpResponse:
        # What is shown again is judged anew, and what is sent next is what is shown.
        form.data = {**form.data.dict(), "seen": fingerprint(self.judged)}
        return super().form_invalid(form)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return super().get_crumbs()[:1]

    def get_initial(self) -> dict[str, Any]:
        return {"seen": fingerprint(self.judged)}

    @cached_property
    def judged(self) -> list[Judged]:
        rows = self.act.rows.select_related("inmate__prison").order_by("line")
        if self.act.state == ActState.DRAFT:
            return judge(self.act, rows)
        return [Judged(row, Finding(row.finding), row.inmate) for row in rows if row.finding]

    @cached_property
    def effects(self) -> dict[int, list[tuple[str, str]]]:
        """What the letter means for classes and certificates, by inmate: each floor that knows tells by itself.

        Of a transfer that was undone: what came back, and what did not.
        """
        if self.act.state == ActState.UNDONE and self.act.kind == ActKind.TRANSFER:
            return effects.of_returns(_of_transfer(self.act, CustodyState.IN_CUSTODY))
        if self.act.state != ActState.DRAFT:
            return {}
        here = [one for one in self.judged if one.inmate is not None and one.finding == Finding.FOUND]
        if self.act.kind == ActKind.TRANSFER:
            return effects.of_transfers([one.inmate.pk for one in here if one.inmate])
        return effects.of_releases(
            {one.inmate.pk: one.after[0] for one in here if one.inmate and one.moves and one.after[0]}
        )

    def perform(self, form: ActRecordForm) -> RegistryAct:
        return acts.record_act(act=self.act, actor=self.user, **form.cleaned_data)

    def get_success_message(self) -> Any:
        return _("Dicatat untuk %(count)d orang.") % {"count": self.result.people}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = Counter(one.finding for one in self.judged)
        waiting = self.act.state == ActState.DRAFT
        # What needs a look stands first.
        order = [Finding.MISSING, Finding.UNCLEAR, Finding.NOT_HERE, Finding.TWICE, Finding.FOUND, Finding.SAME]
        lines = sorted(self.judged, key=lambda one: (order.index(one.finding), one.row.line))
        found = counts[Finding.FOUND]
        return super().get_context_data(
            **{
                "waiting": waiting,
                "said": self._heading(),
                "lines": [self._shown(one) for one in lines],
                "counts": [
                    (self._said(kind), counts[kind]) for kind in Finding if counts[kind] or kind == Finding.FOUND
                ],
                "found": found,
                "disturbed": sum(any(tone == "bad" for tone, _s in told) for told in self.effects.values()),
                "bad": sum(counts[kind] for kind in acts.BAD),
                "button": _("Catat untuk %(count)d orang") % {"count": found},
                "release_url": self._release_url(),
                **kwargs,
            }
        )

    def _shown(self, one: Judged) -> dict[str, Any]:
        # Somebody on the list twice is told about once: where the letter is recorded.
        told = self.effects.get(one.inmate.pk, []) if one.inmate and one.finding == Finding.FOUND else []
        # The dates that the letter gives are compared too: a new expiry need not move the earliest release.
        compared = [(change.field, change.before, change.after) for change in one.plan.changes]
        kept = [(change["field"], change["before"], change["after"]) for change in one.row.changes]
        return {
            "row": one.row,
            "inmate": one.inmate,
            "tone": "mut" if self.act.state == ActState.UNDONE else FINDING_TONES[one.finding],
            "finding": self._said(one.finding),
            "before": in_words(one.before, self.today),
            "after": in_words(one.after, self.today) if one.moves else "",
            "changes": [(_label(name), before, after) for name, before, after in kept or compared],
            "notes": one.notes,
            "effects": [(tone, effects.TONE_WORDS[tone], sentence) for tone, sentence in told],
        }

    def _said(self, finding: Finding) -> str:
        if finding != Finding.FOUND or self.act.state == ActState.DRAFT:
            return str(finding.label)
        return _("diurungkan") if self.act.state == ActState.UNDONE else _("dicatat")

    def _heading(self) -> Any:
        """What stands beside each person: nothing where the letter said no more than that they were moved."""
        if self.act.kind != ActKind.TRANSFER:
            return _("Perkiraan bebas dan isi surat") if self.act.state == ActState.DRAFT else _("Isi surat")
        return _("Perkiraan bebas") if self.act.state == ActState.DRAFT else ""

    def _release_url(self) -> str:
        """Where the people of a decision whose day has come are recorded as released; empty while there are none."""
        due = self.act.state == ActState.RECORDED and self.act.kind in ReleaseKind.values
        if not due or self.act.stage != "decision" or self.act.on > self.today:
            return ""
        here = [one.inmate.pk for one in self.judged if one.finding == Finding.FOUND and one.inmate]
        present = self.act.rows.filter(
            inmate__in=here, inmate__custody_state="in_custody", inmate__prison=self.act.prison
        )
        asked = list(present.values_list("inmate_id", flat=True))
        return f"{reverse('lapas:release-many')}?{urlencode({'inmates': asked}, doseq=True)}" if asked else ""


def _label(name: str) -> str:
    return str(DateKind(name).label) if name in DateKind.values else label_of(name)


class ActDiscard(OfAct, ActionPage):
    permission_required = PERMISSION
    title = gettext_lazy("Batalkan daftar")
    button = gettext_lazy("Batalkan daftar")
    button_style = "danger"
    confirm_text = gettext_lazy("Nomor-nomor di daftar ini dihapus. Data penghuni tidak berubah.")
    success_message = gettext_lazy("Daftar dibatalkan.")

    def perform(self, form: Any) -> RegistryAct:
        return acts.discard_act(act=self.act, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("lapas:act-list")


class ActUndo(OfAct, ActionPage):
    permission_required = PERMISSION
    title = gettext_lazy("Urungkan pencatatan")
    button = gettext_lazy("Urungkan")
    button_style = "danger"
    template_name = "lapas/act_undo.html"

    @property
    def confirm_text(self) -> str:
        if self.act.kind == ActKind.TRANSFER:
            return _(
                "%(count)d orang tercatat kembali di UPT ini. Tempat di kelas yang berakhir karena pindah kembali bila "
                "kelasnya belum selesai dan kursinya kosong. Hanya bisa selama belum ada yang diterima UPT tujuan."
            ) % {"count": self.act.people}
        return _(
            "Tanggal %(count)d orang kembali seperti sebelum surat ini. Hanya bisa selama belum ada yang diubah lagi."
        ) % {"count": self.act.people}

    def get_success_message(self) -> Any:
        if self.act.kind == ActKind.TRANSFER:
            return _("Pencatatan diurungkan. Tempat di kelas dikembalikan; hasilnya per orang di daftar ini.")
        return _("Pencatatan diurungkan.")

    def perform(self, form: Any) -> RegistryAct:
        return acts.undo_act(act=self.act, actor=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        returning = self._returning()
        disturbed = sum(any(tone == "bad" for tone, _w, _s in told) for _inmate, told in returning)
        return super().get_context_data(**{"returning": returning, "disturbed": disturbed, **kwargs})

    def _returning(self) -> list[tuple[Inmate, list[tuple[str, Any, str]]]]:
        """Whom it concerns, gravest first, with what comes back and what does not; nobody who had nothing to lose."""
        if self.act.kind != ActKind.TRANSFER or self.act.state != ActState.RECORDED:
            return []
        gravest = list(effects.TONE_WORDS)
        told = {
            pk: sorted(said, key=lambda each: gravest.index(each[0]))
            for pk, said in effects.of_returns(_of_transfer(self.act, CustodyState.IN_TRANSIT)).items()
        }
        people = sorted(
            Inmate.objects.filter(pk__in=told).order_by("name", "pk"), key=lambda one: gravest.index(told[one.pk][0][0])
        )
        return [(one, [(tone, effects.TONE_WORDS[tone], said) for tone, said in told[one.pk]]) for one in people]


def _of_transfer(act: RegistryAct, state: CustodyState) -> list[int]:
    """The people of a recorded transfer who are still the prison's, in this state."""
    rows = act.rows.filter(finding=Finding.FOUND, inmate__prison=act.prison_id, inmate__custody_state=state)
    return [pk for pk in rows.order_by("line").values_list("inmate_id", flat=True) if pk is not None]
