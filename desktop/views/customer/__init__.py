"""The customer card."""
