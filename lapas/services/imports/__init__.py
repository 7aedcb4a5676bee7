"""A spreadsheet's way into the registry: opened, mapped, checked, applied in one transaction, or discarded."""

from lapas.services.imports.applying import (
    APPLY,
    CHECK,
    Outcome,
    RowsRefused,
    apply_batch,
    check_batch,
    decide_row,
    gone_from,
    order_apply,
    order_check,
    outcome_of,
)
from lapas.services.imports.mapping import columns_of, remembered_columns
from lapas.services.imports.opening import discard_batch, open_batch, refuse_batch, set_mapping
from lapas.services.imports.undoing import undo_batch
from lapas.services.imports.verdicts import RELEASE
from lapas.services.imports.vocabulary import MEANINGS, explain_word, forget_word, meaning_of

__all__ = [
    "APPLY",
    "CHECK",
    "MEANINGS",
    "RELEASE",
    "Outcome",
    "RowsRefused",
    "apply_batch",
    "check_batch",
    "columns_of",
    "decide_row",
    "discard_batch",
    "explain_word",
    "forget_word",
    "gone_from",
    "meaning_of",
    "open_batch",
    "order_apply",
    "order_check",
    "outcome_of",
    "refuse_batch",
    "remembered_columns",
    "set_mapping",
    "undo_batch",
]
