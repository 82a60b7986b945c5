/** What pages in a browser need at run time. It loads no schema and nothing of Node. */
export { ENDPOINTS, pathOf } from './http/endpoints.js';
export { BROWSER_HEADER, PORTAL_PAGES } from './http/portal.js';
export { referenceOf } from './reference.js';
