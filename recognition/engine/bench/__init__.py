"""Speed, beside the plain way of doing the same job."""
