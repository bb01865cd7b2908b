"""Other people's badges that name no level: met, suggested, recognised by a named person."""
