"""Log: everything that was read, decided and written, filterable, with what was sent and answered."""
