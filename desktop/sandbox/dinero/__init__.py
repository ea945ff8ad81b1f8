"""The stand-in of Dinero."""
