"""The local stack behind `meldeweg run`: everything one machine needs, started and stopped together."""
