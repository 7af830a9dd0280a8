"""OBS by its WebSocket (protocol 5): a client, and a copy of what OBS has.

`client` speaks the protocol, `picture` is the copy, `reading` makes and keeps it. What
Companion does with OBS is in companion.app.studio.
"""
