"""What the trail promises, for `check_invariants`."""

from __future__ import annotations

from collections.abc import Iterable

from foundation.audit import services, triggers
from foundation.collect import Invariant


def checks() -> Iterable[Invariant]:
    return [
        Invariant("audit.chain", "Rantai jejak audit utuh.", lambda: services.verify().breaks),
        Invariant("audit.sealed", "Tidak ada catatan audit yang lebih dari 5 menit belum disegel.", services.unsealed),
        Invariant("audit.triggers", "Semua pemicu penjaga basis data terpasang.", triggers.missing),
    ]
