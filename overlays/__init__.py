"""What viewers see: one folder per browser source, listed in the catalogue."""
