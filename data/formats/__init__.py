"""One reader a format: shapefile, GeoJSON, KML, GeoPackage, text table, raster, database."""
