import { readFileSync } from 'node:fs';
import { startLocalStack } from '../../src/local/index.ts';

test('an order that is posted goes to the backup and to the index', async () => {
  const stack = await startLocalStack({ templateFile: 'template.yaml' });
  try {
    const body = readFileSync('events/accept-checkout/body-order-over-100.json', 'utf8');
    const answer = await fetch(stack.outputs['CheckoutApiUrl'] ?? '', { method: 'POST', body });
    expect(answer.status).toBe(202);

    const { delivered } = await stack.flush();

    expect(Object.values(delivered)).toEqual([1, 1]);
  } finally {
    await stack.stop();
  }
});
