"""Item models over the replica: identifiers first, rows by the page."""
