"""Notices composed and queued: who is told what, by whom."""
