"""Models on disk: what can be had, what is here, and how it came here.

A model is a folder `models/<id>` in the data folder: `manifest.json` says what its
files are and how their figures are to be read. Nothing here imports what runs models;
that is `companion.moderation.classifiers`, and `convert`, in processes of their own.
"""
