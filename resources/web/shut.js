/*
 * Takes away, before any other script of a frame runs, what speaks to other machines past every
 * policy: the page has no use for it.
 */
(function () {
  "use strict";

  for (const name of [
    "RTCPeerConnection",
    "webkitRTCPeerConnection",
    "RTCDataChannel",
    "RTCIceTransport",
    "RTCDtlsTransport",
    "RTCSctpTransport",
    "WebTransport",
    "WebSocket",
    "EventSource",
  ]) {
    delete window[name];
  }
})();
