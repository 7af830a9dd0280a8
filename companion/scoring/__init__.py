"""Which event earns what: tables in settings, no numbers in code."""
