/* What the page's scripts find beside Leaflet: the channel to the program, and each other. */
declare class QWebChannel {
  constructor(transport: unknown, ready: (channel: { objects: Record<string, any> }) => void);
}

interface Window {
  yiquan: any;
  qt?: { webChannelTransport?: unknown };
}
