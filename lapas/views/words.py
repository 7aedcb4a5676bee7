"""Words of a prison's sheets: what they mean there."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.pages import ActionPage, LinkButton, ListPage
from lapas.forms.import_rows import WordForm
from lapas.models import Prison, SheetWord
from lapas.place import AtPlace
from lapas.services import imports
from lapas.tables.imports import WordTable
from lapas.views.imports import PERMISSION


class WordList(AtPlace, ListPage):
    permission_required = PERMISSION
    model = SheetWord
    table_class = WordTable
    title = gettext_lazy("Kata di lembar SDP")
    empty_title = gettext_lazy("Belum ada kata sendiri")
    empty_text = gettext_lazy(
        "Portal mengenal kata yang lazim, seperti SLTA atau napi. Kata lain yang dipakai UPT ini diberi arti di sini."
    )

    def get_queryset(self) -> QuerySet[SheetWord]:
        rows: QuerySet[SheetWord] = super().get_queryset().select_related("prison")
        return rows

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"exclude": ["prison"] if self.prison else []}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Impor data"), reverse("lapas:import-list"))]

    def get_buttons(self) -> list[LinkButton]:
        return [LinkButton(_("Beri arti kata"), reverse("lapas:word-explain"), PERMISSION, "plus-lg", primary=True)]


class WordExplain(AtPlace, ActionPage):
    permission_required = PERMISSION
    form_class = WordForm
    title = gettext_lazy("Beri arti kata")
    button = gettext_lazy("Simpan")
    success_message = gettext_lazy("Arti kata disimpan; berlaku mulai pemeriksaan impor berikutnya.")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Kata di lembar SDP"), reverse("lapas:word-list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "prisons": self.reach(Prison).active()}

    def perform(self, form: WordForm) -> SheetWord:
        return imports.explain_word(actor=self.user, **form.answer())

    def get_success_url(self) -> str:
        return reverse("lapas:word-list")


class WordForget(AtPlace, ActionPage):
    permission_required = PERMISSION
    title = gettext_lazy("Hapus arti kata")
    button = gettext_lazy("Hapus")
    button_style = "danger"
    success_message = gettext_lazy("Arti kata dihapus.")

    @cached_property
    def word(self) -> SheetWord:
        found: SheetWord = get_object_or_404(self.reach(SheetWord).select_related("prison"), pk=self.kwargs["pk"])
        return found

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Kata di lembar SDP"), reverse("lapas:word-list"))]

    @property
    def confirm_text(self) -> str:
        return _("“%(word)s” tidak lagi berarti “%(meaning)s”. Data yang sudah diterapkan tidak berubah.") % {
            "word": self.word.word,
            "meaning": imports.meaning_of(self.word),
        }

    def perform(self, form: Any) -> None:
        imports.forget_word(word=self.word, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("lapas:word-list")
