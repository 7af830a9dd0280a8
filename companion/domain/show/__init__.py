"""The show: what viewers take part in, and what the Broadcaster asks of it.

specs: what an interaction is. steps: what happened in one. notes: what the ledger
records of it all. views: how it stands. desk: the ports.
"""
