"""Companion: the desktop app. Imports nothing, so that workers start fast."""
