"""Builds everything and knows everybody: engine, window, server and command line."""
