"""What every test of certification starts from."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_counts_of_another_test():
    """The badges of the menu are kept for a minute per user; a test that counts queries starts without them."""
    cache.clear()
