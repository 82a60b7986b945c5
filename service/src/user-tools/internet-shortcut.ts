/** Windows' INTERNET_MAX_URL_LENGTH is 2083, and the path of the page is still to come. */
export const MAX_PORTAL_URL = 2048;

const PAGE = '/account';

/** An address that the shortcut must not lead to. The text never quotes it. */
export class PortalUrlError extends Error {
  override readonly name = 'PortalUrlError';
  readonly code = 'portal-url.refused';
}

/**
 * An Internet shortcut to the page of one's own account, as Windows opens it with the browser of whoever clicks it: an INI file
 * with one section.
 *
 * @param portalUrl address of the portal, without a page
 * @throws PortalUrlError
 */
export function shortcutTo(portalUrl: string): string {
  return `[InternetShortcut]\r\nURL=${accountPageOf(portalUrl)}\r\n`;
}

/** Whether a file is one that {@link shortcutTo} made, whatever portal it leads to. */
export function isOurShortcut(text: string): boolean {
  return /^\[InternetShortcut\]\r\nURL=https:\/\/[\x21-\x7e]+\/account\r\n$/.test(text);
}

/** As the parser of URLs writes it, which is ASCII and has no space, so that it stays on its line of the file. */
function accountPageOf(portalUrl: string): string {
  if (portalUrl.length > MAX_PORTAL_URL) throw new PortalUrlError('the address is too long');
  // Before the parser: it drops line breaks, and takes backslashes and one or three slashes for two.
  if (/[\p{C}\p{Z}\\]/u.test(portalUrl)) {
    throw new PortalUrlError('the address has a space, a backslash or a control character');
  }
  if (!/^https:\/\/[^/]/i.test(portalUrl)) {
    throw new PortalUrlError('the address does not begin with https:// and a host');
  }
  if (/^https:\/\/[^/?#]*@/i.test(portalUrl)) {
    throw new PortalUrlError('the address has a user name or a password');
  }
  if (/[?#]/.test(portalUrl)) throw new PortalUrlError('the address has a query or a fragment');
  const parsed = URL.parse(portalUrl);
  if (parsed === null) throw new PortalUrlError('the address is no URL');
  const page = `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}${PAGE}`;
  if (page.length > MAX_PORTAL_URL + PAGE.length) {
    throw new PortalUrlError('the address is too long');
  }
  return page;
}
