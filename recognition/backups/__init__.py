"""All that is stored, in one file that any of the databases can be restored from."""
