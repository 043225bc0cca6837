"""What leaves the program on paper or as a table: letters, registers, figures, bulletins."""
