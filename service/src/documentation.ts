/** What `npm run docs` renders from the service's declarations. */
export { renderServiceConfigurationReference } from './config/configuration-reference.js';
export { renderEventReference } from './events/render-event-reference.js';
export { renderMessageTable } from './events/render-message-table.js';
export { renderNativeEvents } from './events/render-native-events.js';
export { renderAdml } from './config/policy-templates/render-adml.js';
export { renderAdmx } from './config/policy-templates/render-admx.js';
export { GERMAN } from './config/policy-templates/texts-de.js';
export { ENGLISH } from './config/policy-templates/texts-en.js';
export { renderRegistryReference } from './config/registry-reference.js';
