"""What happened: the ledger, standings, history, export. All SQL lives here."""
