"""Spreadsheets of inmates: read safely, columns recognised, values judged, compared with the registry.

`container` and `extract` run in a child process without Django; the rest is pure. What is written to the database is
written by `lapas.services.imports`.
"""
