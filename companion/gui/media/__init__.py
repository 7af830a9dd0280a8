"""The media library in the window."""
