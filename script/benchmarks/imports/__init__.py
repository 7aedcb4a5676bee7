"""How long spreadsheets take into the registry, whole prisons and the whole country."""
