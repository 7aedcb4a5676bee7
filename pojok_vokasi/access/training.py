"""Addresses of training."""

from pojok_vokasi.access.table import Route

ROUTES: tuple[Route, ...] = ()
