"""What image files say about themselves: dimensions and infotext, from as few bytes as possible."""
