"""The page Setup: the steps with their evidence, the dialogs they open, and activation."""
