"""Caps of one upload. They keep a hostile file from costing more than a minute or half a gigabyte."""

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 150 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL_LETTERS = 500
# Letters of one sheet: a text that a million cells share is small in the file only.
MAX_LETTERS = 40_000_000
# Formulas of one sheet that have no value.
MAX_VALUELESS = 100_000
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 45
WALL_SECONDS = 60
