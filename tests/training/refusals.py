"""Asserting that a service refuses, and why."""

import pytest
from django.core.exceptions import ValidationError


def refused(code, act, *args, **kwargs):
    """Call and expect exactly one refusal with this code; returns it."""
    with pytest.raises(ValidationError) as refusal:
        act(*args, **kwargs)
    found = refusal.value
    if hasattr(found, "error_dict"):
        codes = [error.code for errors in found.error_dict.values() for error in errors]
    else:
        codes = [error.code for error in found.error_list]
    assert codes == [code]
    return found
