"""Learners on their way: pathways begun, progress, and what counts from elsewhere."""
