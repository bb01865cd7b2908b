"""Who knows whom: known issuers, endorsements, the domain."""
