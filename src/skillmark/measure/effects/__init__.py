"""Effects of a treatment on those who had it, with everything needed to believe or doubt them."""
