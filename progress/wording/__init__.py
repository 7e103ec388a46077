"""All that progress says in Vietnamese."""
