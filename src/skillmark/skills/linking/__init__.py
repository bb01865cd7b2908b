"""From a text to the skills it speaks of, each with the words that say so."""
