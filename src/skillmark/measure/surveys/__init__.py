"""What people say: instruments, shares with honest intervals, trends. Beliefs, never effects."""
