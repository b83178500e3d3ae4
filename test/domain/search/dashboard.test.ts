import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardObjects } from '../../../src/domain/search/dashboard.ts';
import { searchTemplate } from '../../../src/domain/search/search-template.ts';
import { openEngine } from '../../local/search/engine.ts';
import { checkoutBody } from '../../support/checkout.ts';
import { repository } from '../../support/templates.ts';

const objects = dashboardObjects('checkout_events');

describe('dashboardObjects', () => {
  it('are what docs/search-dashboard.ndjson holds for the shop', () => {
    const lines = readFileSync(join(repository, 'docs/search-dashboard.ndjson'), 'utf8').split('\n');

    expect(lines).toEqual([...objects.map((object) => JSON.stringify(object)), '']);
  });

  it('refer to one another alone', () => {
    const ids = objects.map(({ type, id }) => `${type}/${id}`);

    expect(new Set(ids).size).toBe(objects.length);
    for (const { references, attributes } of objects) {
      for (const { type, id } of references) expect(ids).toContain(`${type}/${id}`);
      const panels = JSON.parse(String(attributes['panelsJSON'] ?? '[]')) as Array<{ panelRefName: string }>;
      expect(panels.map(({ panelRefName }) => panelRefName)).toEqual(references.map(({ name }) => name));
    }
  });

  it('ask the index what it answers, an order once that was delivered twice', async () => {
    const engine = openEngine();
    await engine.ask('PUT', '/_index_template/checkout_events', searchTemplate('checkout_events'));
    for (const id of ['a', 'b', 'b']) await engine.ask('POST', '/checkout_events/_doc', checkoutBody(id, 120));
    const asked: Record<string, unknown> = {};
    for (const { id, type, attributes } of objects) {
      if (type !== 'visualization') continue;
      const { url, format } = JSON.parse(JSON.parse(String(attributes['visState'])).params.spec).data;
      const answer = await engine.ask('POST', `/${url.index}/_search`, url.body);
      expect(answer.status).toBe(200);
      asked[id] = format.property
        .split('.')
        .reduce((value: Record<string, never>, key: string) => value[key], answer.body);
    }
    engine.close();

    expect(asked).toMatchObject({
      'checkout_events-shipping-time': [{ key: 'days', times: { buckets: [{ key: 3, orders: { value: 2 } }] } }],
      'checkout_events-products': [{ key: 'Darjeeling', orders: { value: 2 } }],
      'checkout_events-payment-methods': [{ key: 'credit-card', orders: { value: 2 } }],
      'checkout_events-revenue': [
        { currencies: { buckets: [{ key: 'EUR', amounts: { buckets: [{ key: 120, orders: { value: 2 } }] } }] } },
      ],
    });
  });
});
