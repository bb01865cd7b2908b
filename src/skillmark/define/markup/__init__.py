"""What public pages say to machines: CTDL and Schema.org as JSON-LD, and how it stands in HTML."""
