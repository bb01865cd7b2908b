"""`skillmark demo`: the whole loop for a made-up organisation, then the product itself."""
