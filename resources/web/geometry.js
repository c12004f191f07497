/*
 * Where things stand on the map: Web Mercator in "world" units, in which the whole
 * world is the square from 0 to 1, and the shape a circle on the ground takes there.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});

  // WGS 84: semi-major axis in metres and the first eccentricity squared.
  const SEMI_MAJOR_M = 6378137;
  const ECCENTRICITY_SQUARED = 0.0066943799901413165;
  const RADIANS = Math.PI / 180;
  const TURN = 2 * Math.PI;

  const worldX = (lon) => lon / 360 + 0.5;
  const worldY = (lat) => 0.5 - Math.asinh(Math.tan(lat * RADIANS)) / TURN;

  /*
   * The ellipse that stands for a circle of `radiusM` metres around a point at `lat`:
   * half axes and the latitude-wise shift of its centre, all in world units.
   *
   * North-south the radius is an arc on the meridian (radius of curvature M), east-west
   * one on the prime vertical (N). Taking the true northern and southern ends, in place
   * of the local scale at the centre, keeps a circle of 300 km within 1 % of the geodesic.
   */
  function groundEllipse(lat, radiusM) {
    const phi = lat * RADIANS;
    const w = 1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2;
    const primeVerticalM = SEMI_MAJOR_M / Math.sqrt(w);
    const meridianM = (SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED)) / w ** 1.5;
    const arc = radiusM / meridianM / RADIANS;
    const north = worldY(lat + arc);
    const south = worldY(lat - arc);
    const halfWidth = Math.asin(Math.min(1, Math.sin(radiusM / primeVerticalM) / Math.cos(phi)));
    return {
      rx: halfWidth / TURN,
      ry: (south - north) / 2,
      shift: (south + north) / 2 - worldY(lat),
    };
  }

  /* Points as typed arrays of world coordinates; a null position becomes NaN and is not drawn. */
  function worldPoints(lon, lat) {
    const number = (value) => (value === null ? NaN : value);
    return {
      count: lon.length,
      lat: Float64Array.from(lat, number),
      x: Float64Array.from(lon, (value) => worldX(number(value))),
      y: Float64Array.from(lat, (value) => worldY(number(value))),
    };
  }

  yiquan.geometry = { worldX, worldY, groundEllipse, worldPoints };
})();
