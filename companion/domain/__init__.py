"""The vocabulary of Companion: what happens on a stream, and what may be asked.

Nothing here does anything: values, event kinds, error types and the ports
(protocols) through which the layers above meet. Imports nothing of ours.
"""
