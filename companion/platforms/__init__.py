"""Sockets in, StreamEvents out: one folder per platform, one supervisor for all."""
