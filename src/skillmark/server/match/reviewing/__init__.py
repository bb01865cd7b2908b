"""How a ranking is looked at: names hidden or shown, two side by side, other assumptions."""
