"""QTI: packages of version 3.0 in and out, 2.1 and 2.2 in."""
