"""Linking texts to skills: data, fitting, peers."""
