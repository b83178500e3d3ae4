/** An endpoint that answers each AWS JSON call as a test says, and remembers what was asked. */
import { createServer } from 'node:http';

export interface AskedCall {
  /** The operation's name. */
  readonly operation: string;
  readonly input: unknown;
}

/** Runs `use` against the endpoint, with the settings for a client of it, and returns what was asked. */
export async function askedOf(
  answer: (call: AskedCall) => object,
  use: (settings: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  }) => Promise<void>,
): Promise<AskedCall[]> {
  const calls: AskedCall[] = [];
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    const call = { operation: `${request.headers['x-amz-target']}`.split('.').at(-1) ?? '', input: JSON.parse(text) };
    calls.push(call);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(answer(call)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    await use({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
  return calls;
}
