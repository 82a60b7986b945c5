import { hostname } from 'node:os';

/** The names that workstations may use for this node: its own, the public URL's, and this machine itself. */
export function certificateNames(publicUrl: string | undefined, listenHost: string): string[] {
  const names = [hostname().toLowerCase(), 'localhost', '127.0.0.1', '::1'];
  if (publicUrl !== undefined) names.push(new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, '$1'));
  if (!/^(0\.0\.0\.0|::)$/.test(listenHost)) names.push(listenHost);
  return [...new Set(names)].filter((name) => /^[A-Za-z0-9.:_-]{1,253}$/.test(name));
}
