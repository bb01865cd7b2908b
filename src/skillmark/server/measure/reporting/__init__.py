"""The impact report on the server: made by a job, signed, kept, compared, shared."""
