"""Generators that remake the files of the made demo city (resources/demo)."""
