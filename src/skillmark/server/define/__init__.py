"""What can be awarded and learned on the site: achievements, pathways, learning opportunities."""
