"""What `make` calls: preparing a machine, starting the product, running the checks. Standard library alone."""
