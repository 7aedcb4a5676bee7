"""The portal with one more app, which reads the day from a file."""

from pojok_vokasi.settings import *  # noqa: F403
from pojok_vokasi.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.moving"]
