"""The map page: what it shows, as a value, and the page that folium makes of it."""
