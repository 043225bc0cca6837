"""Icons, pictures, translations, document templates and the demo city, no code."""
