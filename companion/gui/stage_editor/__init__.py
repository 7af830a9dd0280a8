"""The Stage editor: many overlays arranged by hand on one canvas."""
