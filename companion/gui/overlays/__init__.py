"""The Overlays page: tiles, preview, and what a Broadcaster chooses."""
