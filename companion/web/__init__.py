"""The local server: overlay pages, their sockets and the HTTP API."""
