"""The demo world of the whole country: every real prison, invented people in realistic numbers, three years of classes.

Made as rows, not by the services: hundreds of thousands of people in minutes. What the services promise about rows is
kept by construction, and `check_invariants` asks. Drawn from seeded randomness, prison by prison, relative to today.
"""
