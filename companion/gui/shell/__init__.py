"""What stands around every page: rail, session bar, status line, dialogs."""
