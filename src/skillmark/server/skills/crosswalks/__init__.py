"""Links between two frameworks: suggested or brought in, decided by people; counterparts."""
