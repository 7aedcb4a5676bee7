"""Orders of invented people, and one print room for the tests that only read what it makes."""

from __future__ import annotations

import dataclasses
from typing import Any

from certification.rendering import codes
from certification.rendering.blobs import WORTH, Blobs, Order
from certification.rendering.facts import Facts
from certification.rendering.forms import NO_MARK, Form, Mark
from certification.rendering.stamp import Stamp
from tests.certification.paper import facts_with, training_facts_with

SERIAL = Mark("13562547")
CODE = "7K2M9QXR4TBN8WJZ3VHC5DPF6G"


def order(name: str = "BAMBANG SETIAWAN", form: Form = Form.COPY, mark: Mark = SERIAL, **changes: Any) -> Order:
    return Order(facts_with(units=9, name=name, **{"code": CODE, **changes}), form, mark)


def every_form() -> list[Order]:
    """Each layout with each thing that may be on it or not."""
    missing = {"number": "", "registration_number": "", "code": "", "verify_base_url": ""}
    competency = facts_with(units=9, code=CODE)
    training = training_facts_with(code=CODE)
    return [
        Order(competency, Form.COPY, Mark("13562547", copy_number=2)),
        Order(competency, Form.COPY, NO_MARK),
        Order(competency, Form.BLANK, NO_MARK),
        Order(competency, Form.BLANK, Mark(qr_on_sheet=True)),
        Order(dataclasses.replace(competency, **missing), Form.PREVIEW, NO_MARK),
        *(Order(training, form, NO_MARK) for form in Form),
    ]


def other(given: Order, at: int) -> Order:
    """Somebody else of the same scheme."""
    facts: Facts = dataclasses.replace(given.facts, name=f"ORANG KE {at}", code=codes.new_code())
    return Order(facts, given.form, given.mark)


def stamp_of(blobs: Blobs, given: Order) -> Stamp:
    """Its stamp, compiled now if need be."""
    for _one in range(WORTH):
        blobs.expect(given)
    return blobs.stamp_for(given)
