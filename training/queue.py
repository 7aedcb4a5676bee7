"""Home tasks of training; collected by the roof."""

from collections.abc import Iterator

from foundation.accounts.models import User
from foundation.collect import Numbers, Task
from training.queue_classes import class_tasks
from training.queue_reads import looked_at
from training.queue_remission import remission_tasks
from training.queue_teaching import teaching_tasks


def tasks(user: User) -> Iterator[Task | Numbers]:
    found = looked_at(user)
    yield from class_tasks(user, found)
    yield from teaching_tasks(user, found)
    yield from remission_tasks(user)
