"""Forms about single rows of an import, and about the words in sheets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.ui.forms import OfficeForm
from lapas.choices import RowDecision, WordKind
from lapas.models import Inmate, Prison
from lapas.querysets import PrisonQuerySet
from lapas.services.imports import MEANINGS


class DecideForm(OfficeForm):
    """Which of the suggested people the row means, or none of them."""

    who = forms.ChoiceField(label=_("Baris ini adalah"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, candidates: Iterable[Inmate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(inmate.pk): inmate for inmate in candidates}
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # for the type checker: it is declared above
        who.choices = [
            *(
                (key, _("orang yang sama dengan %(name)s, %(number)s") % _named(inmate))
                for key, inmate in self.candidates.items()
            ),
            (RowDecision.OTHER, _("orang lain; tambahkan sebagai penghuni baru")),
        ]

    def answer(self) -> dict[str, Any]:
        """The decision as the service takes it."""
        inmate = self.candidates.get(self.cleaned_data["who"])
        return {"decision": RowDecision.SAME if inmate else RowDecision.OTHER, "inmate": inmate}


def _named(inmate: Inmate) -> dict[str, str]:
    return {"name": inmate.display_name, "number": inmate.register_number}


class WordForm(OfficeForm):
    """A word and what it means, in one choice of column and meaning."""

    prison = forms.ModelChoiceField(label=_("UPT"), queryset=Prison.objects.none(), empty_label=None)
    word = forms.CharField(
        label=_("Kata di lembar"), max_length=60, help_text=_("Seperti tertulis di SDP, misalnya “SLTA Kejuruan”.")
    )
    meaning = forms.ChoiceField(label=_("Artinya"))

    def __init__(self, *args: Any, prisons: PrisonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice, meaning = self.fields["prison"], self.fields["meaning"]
        assert isinstance(choice, forms.ModelChoiceField)  # for the type checker: declared above, as the next
        assert isinstance(meaning, forms.ChoiceField)
        choice.queryset = prisons
        first = list(prisons[:2])
        if len(first) == 1:
            choice.widget = forms.HiddenInput()
        choice.initial = first[0] if first else None
        meaning.choices = [
            ("", _("pilih artinya")),
            *(
                (WordKind(kind).label, [(f"{kind}:{value}", label) for value, label in meanings.items()])
                for kind, meanings in MEANINGS.items()
            ),
        ]

    def answer(self) -> dict[str, Any]:
        kind, _colon, meaning = self.cleaned_data["meaning"].partition(":")
        return {
            "prison": self.cleaned_data["prison"],
            "word": self.cleaned_data["word"],
            "kind": kind,
            "meaning": meaning,
        }
