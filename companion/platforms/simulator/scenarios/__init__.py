"""The scenarios that come with Companion. Data files only."""
