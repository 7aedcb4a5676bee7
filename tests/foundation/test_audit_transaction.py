"""Where trail and rows with reserved keys may be written: no database is touched before the refusal."""

from __future__ import annotations

import pytest
from django.db.transaction import TransactionManagementError

from foundation import vendor
from foundation.audit import services
from foundation.audit.models import AuditSubject


def test_record_is_refused_outside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        services.record(None, "probe.act", [])


def test_rows_with_reserved_keys_are_refused_outside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        vendor.insert([AuditSubject(kind="k", key="1")])
