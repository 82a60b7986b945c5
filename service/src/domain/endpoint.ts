import type { Endpoint } from './probed-domain-reach.js';

/** `host:port` as the settings have it. */
export function endpointOf(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}
