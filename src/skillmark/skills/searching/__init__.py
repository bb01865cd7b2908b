"""What search as you type rests on: the index and its file, compound words, typing errors."""
