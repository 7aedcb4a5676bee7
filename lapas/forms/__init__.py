"""Forms of the registry, by noun."""
