"""The base of every page: who may see it, what it lists, shows or does."""

from foundation.ui.pages.action import ActionPage, EmptyForm
from foundation.ui.pages.detail import DetailPage
from foundation.ui.pages.listing import Chip, LinkButton, ListPage
from foundation.ui.pages.reach import SIGNED_IN, Page, Reach

__all__ = [
    "SIGNED_IN",
    "ActionPage",
    "Chip",
    "DetailPage",
    "EmptyForm",
    "LinkButton",
    "ListPage",
    "Page",
    "Reach",
]
