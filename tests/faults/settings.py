"""The portal with one more app: jobs whose effects can be counted, and a page that orders one."""

from pojok_vokasi.settings import *  # noqa: F403
from pojok_vokasi.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.probe"]
ROOT_URLCONF = "tests.faults.probe.urls"
