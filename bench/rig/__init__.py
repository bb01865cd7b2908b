"""What the benches share: clocks, memory, tables, and the things that are measured."""
