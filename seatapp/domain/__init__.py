"""The rules of the house, pure and without Qt or databases: standard library only."""
