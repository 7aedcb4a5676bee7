"""Every write in the registry that has a rule, by noun: people, names, identity, dates, custody; `facts` for many."""

from lapas.services.custody import (
    receive_transfer,
    record_event,
    record_release,
    record_releases,
    send_transfer,
    turn_back,
)
from lapas.services.dates import record_dates, set_date_fact
from lapas.services.facts import apply_facts, enter_inmate, plan_facts
from lapas.services.holding import kept_row_of
from lapas.services.identity import masked_nik, reveal_nik, set_nik
from lapas.services.merging import merge_inmates
from lapas.services.people import (
    change_register_number,
    confirm_certificate_name,
    confirm_certificate_names,
    correct_inmate,
    create_inmate,
)
from lapas.services.plan import Change, GivenDate
from lapas.services.unmerging import moved_in, undo_merge

__all__ = [
    "Change",
    "GivenDate",
    "apply_facts",
    "change_register_number",
    "confirm_certificate_name",
    "confirm_certificate_names",
    "correct_inmate",
    "create_inmate",
    "enter_inmate",
    "kept_row_of",
    "masked_nik",
    "merge_inmates",
    "moved_in",
    "plan_facts",
    "receive_transfer",
    "record_dates",
    "record_event",
    "record_release",
    "record_releases",
    "reveal_nik",
    "send_transfer",
    "set_date_fact",
    "set_nik",
    "turn_back",
    "undo_merge",
]
