"""The stand-in of TimeLog."""
