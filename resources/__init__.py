"""What the window looks and sounds like: icons, fonts, translations; no logic."""
