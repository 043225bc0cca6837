"""Inputs made from `fields.csv`: a widget for each type of field, and the form around them."""
