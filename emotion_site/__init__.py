"""The Django project: wiring only. What the site does stands in `recognition`."""
