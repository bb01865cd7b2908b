"""What people say of each other's work: observations, and what peers see, kept apart."""
