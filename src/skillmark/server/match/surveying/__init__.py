"""The voluntary survey behind the bias audit: kept apart from everything that scores.

An import contract forbids whatever ranks people to import this room.
"""
