"""Data read by both sides: the workflow tables and the numbered migrations, no code."""
