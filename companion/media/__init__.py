"""Pictures, sounds, videos, speech and emotes: what overlays show beside words."""
