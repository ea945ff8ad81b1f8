"""The page Item numbers: which items of the finance system may stand on lines."""
