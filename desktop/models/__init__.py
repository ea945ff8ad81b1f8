"""What we know: records, the pure rules on them, and the store. No Qt, no network."""
