import { group } from '../line/command.ts';
import { dashboards } from './dashboards.ts';
import { paymentMethods, products, revenue, shippingTime } from './questions.ts';
import { reindex } from './reindex.ts';
import { template } from './template.ts';

/** `forks search shipping-time|products|payment-methods|revenue|template|reindex|dashboards`. */
export const search = group({
  name: 'search',
  description: "what the search fork's index tells, and its upkeep",
  commands: [shippingTime, products, paymentMethods, revenue, template, reindex, dashboards],
});
