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
from lapas.services.imports.bringing import bring_sheet
from lapas.services.imports.ending import tidy_rows, with_rows_too_long
from lapas.services.imports.mapping import columns_of, remembered_columns
from lapas.services.imports.opening import (
    READ,
    discard_batch,
    end_unread,
    fill_batch,
    open_batch,
    order_read,
    order_reread,
    refuse_batch,
    refuse_reading,
    set_mapping,
)
from lapas.services.imports.undoing import undo_batch
from lapas.services.imports.verdicts import RELEASE
from lapas.services.imports.vocabulary import MEANINGS, explain_word, forget_word, meaning_of

__all__ = [
    "APPLY",
    "CHECK",
    "MEANINGS",
    "READ",
    "RELEASE",
    "Outcome",
    "RowsRefused",
    "apply_batch",
    "bring_sheet",
    "check_batch",
    "columns_of",
    "decide_row",
    "discard_batch",
    "end_unread",
    "explain_word",
    "fill_batch",
    "forget_word",
    "gone_from",
    "meaning_of",
    "open_batch",
    "order_apply",
    "order_check",
    "order_read",
    "order_reread",
    "outcome_of",
    "refuse_batch",
    "refuse_reading",
    "remembered_columns",
    "set_mapping",
    "tidy_rows",
    "undo_batch",
    "with_rows_too_long",
]
