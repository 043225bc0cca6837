"""The whole wire to PostgreSQL: connect, call, understand the answer."""
