"""What certification promises about its rows; collected by the roof."""

from certification.invariants_certificates import certificate_checks
from foundation.collect import Invariant


def checks() -> list[Invariant]:
    return certificate_checks()
