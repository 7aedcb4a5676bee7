"""The one signal of the house: a person's custody changed. Listeners on higher floors only enqueue a job."""

from django.dispatch import Signal

# Sent inside the business transaction with `inmate` and `event` (a CustodyEvent).
custody_changed = Signal()
