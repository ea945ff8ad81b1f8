"""TimeLog."""
