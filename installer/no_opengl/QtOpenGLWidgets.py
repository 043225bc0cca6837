"""In the place of PySide6's module in the package: what pyqtgraph derives a class from."""


class QOpenGLWidget:
    """Never made into an object."""
