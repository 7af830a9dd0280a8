"""The local server: overlay pages and their sockets, and the API.

server.py starts and closes it, guard.py decides who may ask, hub.py tells overlay
pages what changed, api/ answers scripts and tools.
"""
