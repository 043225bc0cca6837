"""The application without any screen: importable, scriptable and testable alone."""

__version__ = "0.1.0"
