"""People made up for roles of ESCO, and others who rank them."""
