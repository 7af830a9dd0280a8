"""The HTTP and WebSocket API: one file per group of routes."""
