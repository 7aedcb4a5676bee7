"""A portal whose day is moved while it runs."""
