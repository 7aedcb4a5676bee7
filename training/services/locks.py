"""The class row is locked first, before anything that its seats depend on."""

from __future__ import annotations

from training.models import TrainingClass


def lock_class(training_class: TrainingClass | int) -> TrainingClass:
    """The class as it stands now, held until the end of the transaction.

    Two officers who reach for the last seat come one after the other. SQLite holds the whole database from the
    beginning of the transaction instead (`transaction_mode=IMMEDIATE`).
    """
    pk = training_class if isinstance(training_class, int) else training_class.pk
    return (
        TrainingClass.objects.select_for_update(of=("self",))
        .select_related("module__scheme__field", "corner__prison", "centre")
        .get(pk=pk)
    )
