"""Which roles one person may not hold together, whatever the place.

The system administrator has no domain role: who executes a posting never proposes or approves one, and sees nobody's
data. The auditor reads only: who looks at acts did none of them. Every other pair is allowed, because independence
towards a candidate is kept per candidate and scheme.
"""

from __future__ import annotations

from collections.abc import Iterable

from foundation.accounts.choices import Role

ALONE = frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR})
# The auditor is temporary: so many days at most.
TEMPORARY: dict[str, int] = {Role.AUDITOR: 366}
# Without one of each nobody could approve or execute any more.
NEVER_NOBODY = frozenset({Role.KEMNAKER_ADMIN, Role.SYSTEM_ADMIN})


def clash(role: str, held: Iterable[str]) -> str:
    """The held role beside which `role` cannot stand; empty when none."""
    for other in held:
        if other != role and (role in ALONE or other in ALONE):
            return other
    return ""
