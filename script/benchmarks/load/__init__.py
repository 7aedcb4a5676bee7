"""Many people at work at once, on the real portal, beside a batch of certificates."""
