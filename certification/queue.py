"""Home tasks of certification; collected by the roof."""

from collections.abc import Iterator

from certification.queue_exams import exam_tasks
from certification.queue_issuing import issuing_tasks
from certification.queue_journey import journey_tasks
from certification.queue_parts import part_tasks
from certification.queue_sheets import sheet_tasks
from certification.queue_states import state_tasks
from foundation.accounts.models import User
from foundation.collect import Numbers, Task


def tasks(user: User) -> Iterator[Task | Numbers]:
    yield from exam_tasks(user)
    yield from issuing_tasks(user)
    yield from sheet_tasks(user)
    yield from state_tasks(user)
    yield from journey_tasks(user)
    yield from part_tasks(user)
