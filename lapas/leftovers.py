"""What the sweeper clears away in the registry."""

from lapas.imports import uploads
from lapas.services.imports import end_unread


def clear() -> None:
    """Delete uploads that have lain longer than they may, and end the imports that nobody will read any more."""
    uploads.sweep()
    end_unread()
