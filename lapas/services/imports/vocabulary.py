"""Words of a prison's sheets that the portal does not know by itself."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.audit import services as audit
from lapas.choices import Education, LegalStatus, WordKind
from lapas.imports import fields, words
from lapas.models import Prison, SheetWord

# What a word may mean, by column; the last two are said of the status column only.
MEANINGS: dict[str, dict[str, object]] = {
    WordKind.EDUCATION: {level.value: level.label for level in Education},
    WordKind.STATUS: {
        **{status.value: status.label for status in LegalStatus},
        words.PRESENT: gettext_lazy("masih di UPT"),
        words.GONE: gettext_lazy("tidak lagi di UPT"),
    },
}
LONGEST = 60


@transaction.atomic
def explain_word(*, prison: Prison, kind: str, word: str, meaning: str, actor: User) -> SheetWord:
    """Say what a word in the prison's sheets means; a word that has a meaning already gets the new one.

    Refuses an empty word, and a meaning that the column cannot have.
    """
    folded = fields.fold(word)
    if not folded or len(folded) > LONGEST:
        raise ValidationError(_("Tulis satu kata atau sebutan pendek, seperti di lembar."), code="word")
    if meaning not in MEANINGS.get(kind, {}):
        raise ValidationError(_("Pilih arti dari daftar."), code="meaning")
    explained, _new = SheetWord.objects.update_or_create(
        prison=prison, kind=kind, word=folded, defaults={"meaning": meaning}
    )
    audit.record(actor, "lapas.explain_word", prison, {"kind": kind, "meaning": meaning})
    return explained


@transaction.atomic
def forget_word(*, word: SheetWord, actor: User) -> None:
    """Take the explanation back; sheets that were applied with it stay as they are."""
    audit.record(actor, "lapas.forget_word", word.prison, {"kind": word.kind, "meaning": word.meaning})
    word.delete()


def meaning_of(word: SheetWord) -> str:
    """The meaning in words for people."""
    return str(MEANINGS[word.kind].get(word.meaning, word.meaning))
