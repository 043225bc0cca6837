"""Small parts that several screens share: marks, pills, toasts, icons."""
