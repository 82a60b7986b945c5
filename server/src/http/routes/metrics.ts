import type { HttpServices } from '../http-services.js';
import type { AddRoute } from '../routes.js';

export function addMetricsRoutes(add: AddRoute, { metrics }: HttpServices): void {
  add('metrics', () => metrics.render());
}
