"""A spreadsheet's way into the registry: opened, mapped, checked, applied in one transaction, or discarded."""

from lapas.services.imports.applying import (
    APPLY,
    Outcome,
    RowsRefused,
    apply_batch,
    check_batch,
    order_apply,
    outcome_of,
)
from lapas.services.imports.mapping import columns_of
from lapas.services.imports.opening import discard_batch, open_batch, refuse_batch, set_mapping

__all__ = [
    "APPLY",
    "Outcome",
    "RowsRefused",
    "apply_batch",
    "check_batch",
    "columns_of",
    "discard_batch",
    "open_batch",
    "order_apply",
    "outcome_of",
    "refuse_batch",
    "set_mapping",
]
