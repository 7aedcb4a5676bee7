"""What the sweeper clears away in the registry."""

from lapas.imports import uploads


def clear() -> None:
    """Delete uploads that have lain longer than they may."""
    uploads.sweep()
