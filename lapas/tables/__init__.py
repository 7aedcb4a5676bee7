"""Lists of the registry, by noun."""
