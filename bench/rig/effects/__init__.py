"""What the benches of effect estimates share: worlds whose truth is known, and peers."""
