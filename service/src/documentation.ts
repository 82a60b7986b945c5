/** What `npm run docs` renders from the service's declarations. */
export { renderServiceConfigurationReference } from './config/configuration-reference.js';
