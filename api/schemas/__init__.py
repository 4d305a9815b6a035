"""Shapes of the answers of the API."""
