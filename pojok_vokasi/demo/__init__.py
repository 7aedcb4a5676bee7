"""The demo world: invented people in three real prisons, who have lived through half a year by the portal's services.

Everything is drawn from seeded randomness and lies relative to today, so that two loads on one day are the same.
"""
