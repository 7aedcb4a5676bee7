"""WSGI entry point, served by granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pojok_vokasi.settings")
application = get_wsgi_application()
# Load every view now and not while the first page waits; then keep what lives as long as the process out of the
# collector's rounds, each of which made some page wait 70 to 100 ms.
assert get_resolver().url_patterns
gc.collect()
gc.freeze()
