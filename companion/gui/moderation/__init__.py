"""The Moderation page: what waits, what was decided, by which rules and model."""
