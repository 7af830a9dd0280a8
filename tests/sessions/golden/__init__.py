"""Ledgers that released versions wrote, kept to be read for ever."""
