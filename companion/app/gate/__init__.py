"""The engine's side of moderation: what people ask of it, and what follows a verdict.

desk: domain.ports.Gate. parts: what the desk is built of. marks: Viewers. permitted:
texts. modes: raid mode and quiet hours. escalation: the ladder. share: the toxic share.
permits: the chat command !permit.
"""
