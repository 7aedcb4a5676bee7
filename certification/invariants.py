"""What certification promises about its rows; collected by the roof."""

from certification.invariants_certificates import certificate_checks
from certification.invariants_exams import exam_checks
from certification.invariants_journey import journey_checks
from certification.invariants_sheets import sheet_checks
from certification.invariants_states import state_checks
from foundation.collect import Invariant


def checks() -> list[Invariant]:
    return [*exam_checks(), *certificate_checks(), *state_checks(), *sheet_checks(), *journey_checks()]
