"""Everything behind one certificate in one archive, for whoever has to prove or to examine it."""
