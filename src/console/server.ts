/** The console's port: until the console itself is there, one plain page with the outputs of the stack. */
import { createServer } from 'node:http';
import { localDoor } from '../domain/drive-by/local-door.ts';

export interface Console {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the page on 127.0.0.1:`port` (0 picks one); rejects when the port is in use. */
export async function startConsole(options: {
  port: number;
  outputs: () => Record<string, string>;
  allowHost?: readonly string[] | undefined;
}): Promise<Console> {
  const door = localDoor(options.allowHost);
  const server = createServer((request, response) => {
    const foreign = door.refusal(request.headers, { isHarmless: true });
    if (foreign !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${foreign}\n`);
      return;
    }
    const found = request.method === 'GET' && request.url === '/';
    response.writeHead(found ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    });
    response.end(found ? page(options.outputs()) : 'There is only one page: /');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function page(outputs: Record<string, string>): string {
  const rows = Object.entries(outputs).map(([name, value]) => `<tr><th>${escapeHtml(name)}<td>${escapeHtml(value)}`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Event fork pipelines</title>
<style>body{font:16px/1.5 system-ui;margin:2rem}th{text-align:left;padding-right:2rem;font-weight:600}td{font-family:monospace}</style>
<h1>Event fork pipelines</h1><p>The stack is running. Its outputs:<table>${rows.join('')}</table></html>`;
}

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
