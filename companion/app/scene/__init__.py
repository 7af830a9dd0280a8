"""The fixed scene of the screenshots: one Friday evening, told in ledger entries."""
