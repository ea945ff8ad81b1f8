"""Tally: a tiny finance system that nobody sells. It shows what adding one takes: this folder, and one entry in the registry."""
