"""Who must be reminded of what, when. The pure parts read no clock; `runner` is driven by one repeating job."""
