"""What coordinators see of the work: runs, artifacts, words."""
