"""Measurements on the embedded stack: `make bench`, each figure beside its reference of the same run."""
