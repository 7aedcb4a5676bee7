"""The access table: every address of the portal, which role may open it, and how far that role reaches.

A second witness beside the views and the roles table: the walker in the tests opens every address as every role and
compares. An address that is not in the table fails the suite, and so does a line without an address.
"""

from pojok_vokasi.access import certification, foundation, lapas, training
from pojok_vokasi.access.table import Route

ROUTES: tuple[Route, ...] = (*foundation.ROUTES, *lapas.ROUTES, *training.ROUTES, *certification.ROUTES)
