"""Where the trail may be written: no database is touched before the refusal."""

from __future__ import annotations

import pytest
from django.db.transaction import TransactionManagementError

from foundation.audit import services


def test_record_is_refused_outside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        services.record(None, "probe.act", [])
