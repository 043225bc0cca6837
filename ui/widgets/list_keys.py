"""The keys that move in a list, besides those of the list itself: J and K as well as the arrows."""

from PySide6.QtCore import Qt

PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
DOWN = (Qt.Key.Key_J, Qt.Key.Key_Down)
UP = (Qt.Key.Key_K, Qt.Key.Key_Up)
