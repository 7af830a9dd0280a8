"""The page for people in the room: a server of its own on the local network.

It shares nothing with the server of overlays and API, which stays on 127.0.0.1: no
route, no token, no port.
"""
