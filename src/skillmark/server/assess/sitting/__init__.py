"""Candidates sit tests: begin, be asked, answer, be interrupted, submit, see what came of it."""
