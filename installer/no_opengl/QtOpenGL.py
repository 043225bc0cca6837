"""In the place of PySide6's module in the package, where nothing is drawn with OpenGL.

pyqtgraph imports the module by its name, and asks something of it only when it draws with OpenGL.
The real one would be a twentieth of the package.
"""
