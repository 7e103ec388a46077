"""Reading Vietnamese: numerals, days and quarters as people type them. Knows neither the decision nor the reports."""
