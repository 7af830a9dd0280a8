"""The published performance budget: every figure beside its baseline, in one run.

A bench returns Results; `report` prints them. Baselines are what the systems before
this one do, written here and used nowhere else.
"""
