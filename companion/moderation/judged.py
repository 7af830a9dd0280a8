"""What moderation judges of a StreamEvent; told by the domain."""

from companion.domain.judged import text_of, viewers_of

__all__ = ["text_of", "viewers_of"]
