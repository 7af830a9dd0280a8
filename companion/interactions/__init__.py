"""What viewers take part in: interactions, commands, bots, coins.

Every state is a fold of the ledger's entries (`fold.py`), so that a crash loses nothing
and a recount gives the same. What is asked of it comes in by the desks, which record
notes; nothing changes that is not on record.
"""
