"""What the user sees. Pages call use cases through `background`, never connectors or the store."""
