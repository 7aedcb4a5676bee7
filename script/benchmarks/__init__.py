"""How fast certificates are made: the same document by every way we know, and the whole way through a real worker."""
