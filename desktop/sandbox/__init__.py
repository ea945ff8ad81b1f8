"""Stand-ins of the outside systems: real HTTP servers on this machine, written from the vendors' references."""
