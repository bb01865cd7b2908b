"""What a test can say for itself: on one page, and in a credential."""
