"""What the programme costs and is worth: figures, assumptions, their history, the result."""
