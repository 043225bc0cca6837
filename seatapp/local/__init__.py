"""The seat's replica: encrypted SQLite, the ledger of what was done here, and how it is read."""
