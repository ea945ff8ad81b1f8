"""Overview: what needs the user now, two charts, and what was done last."""
