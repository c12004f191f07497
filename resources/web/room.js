/*
 * Where a box of land may go: beside what stands over the map, as large as can be.
 */
(function () {
  "use strict";

  const yiquan = (window.yiquan ??= {});
  const MARGIN_PX = 24;
  // With less left than this, what stands over the map may as well cover some of the land.
  const LEAST_ROOM_PX = 120;
  // The sides of the map by which each panel can be kept clear of.
  const WAYS = {
    caption: ["top", "left"],
    legend: ["bottom", "left"],
    credits: ["bottom", "right"],
  };

  /* How far a panel reaches in from each side of the map. */
  function reach(panel, frame) {
    const box = panel.getBoundingClientRect();
    return {
      top: box.bottom - frame.top,
      left: box.right - frame.left,
      bottom: frame.bottom - box.top,
      right: frame.right - box.left,
    };
  }

  /* Every way to keep clear of all the panels: pixels to leave free at each side. */
  function paddings(container) {
    const frame = container.getBoundingClientRect();
    let found = [{ top: 0, left: 0, bottom: 0, right: 0 }];
    for (const [name, sides] of Object.entries(WAYS)) {
      const panel = container.querySelector(`.panel.${name}`);
      if (panel && !panel.hidden) {
        const reached = reach(panel, frame);
        found = found.flatMap((free) =>
          sides.map((side) => ({ ...free, [side]: Math.max(free[side], reached[side]) })),
        );
      }
    }
    return found;
  }

  /* The padding, as Leaflet's fitBounds takes it, that shows `bounds` largest beside the panels. */
  yiquan.roomFor = function (map, bounds) {
    const size = map.getSize();
    const land = L.bounds(
      map.project(bounds.getNorthWest(), 0),
      map.project(bounds.getSouthEast(), 0),
    ).getSize();
    let best = { top: 0, left: 0, bottom: 0, right: 0 };
    let largest = 0;
    for (const free of paddings(map.getContainer())) {
      const width = size.x - free.left - free.right - 2 * MARGIN_PX;
      const height = size.y - free.top - free.bottom - 2 * MARGIN_PX;
      const scale = Math.min(width / land.x, height / land.y);
      if (Math.min(width, height) >= LEAST_ROOM_PX && scale > largest) {
        largest = scale;
        best = free;
      }
    }
    return {
      paddingTopLeft: [MARGIN_PX + best.left, MARGIN_PX + best.top],
      paddingBottomRight: [MARGIN_PX + best.right, MARGIN_PX + best.bottom],
    };
  };
})();
