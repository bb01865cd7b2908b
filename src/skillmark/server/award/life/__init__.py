"""What follows once an award is out: renewal, wholes, reminders."""
