"""What the measurements start as processes of their own."""
