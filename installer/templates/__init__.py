"""Makes the Word templates in resources/templates: `python -m installer.templates`."""
