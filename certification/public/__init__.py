"""The page on which anybody checks a certificate. Reads PublicRecord and nothing else; no session, no cookie."""
