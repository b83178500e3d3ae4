/** The objects room alone, asked in REST as a client would ask S3, on a clock that stands still. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultGate } from '../../../src/local/context.ts';
import type { ServiceRequest } from '../../../src/local/endpoint/service.ts';
import { createObjects, type Objects } from '../../../src/local/objects/index.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The code of an error, where it is one. */
  readonly code: string | undefined;
}

export interface RestRoom {
  readonly context: TestContext;
  readonly objects: Objects;
  /** `PUT /bucket/key?tagging`, with headers and a body. */
  ask(line: string, headers?: Record<string, string>, body?: string | Buffer): Promise<Answer>;
  /** The files that hold bodies. */
  bodyFiles(): string[];
  /** Opens the same folder again, as the next run does. */
  reopen(): void;
  close(): Promise<void>;
}

/** Opens a room with the bucket `bucket` in it. */
export function openRestRoom(options: { faults?: FaultGate; region?: string } = {}): RestRoom {
  const context = createTestContext(options);
  let objects = createObjects(context);
  objects.createBucket('bucket');
  return {
    context,
    get objects() {
      return objects;
    },
    async ask(line, headers, body) {
      const answer = await objects.service.handle(requestOf(line, headers, body));
      const text = await textOf(answer.body);
      return { status: answer.status, headers: answer.headers ?? {}, text, code: /<Code>(\w+)/.exec(text)?.[1] };
    },
    bodyFiles: () => readdirSync(join(context.folder, 'objects', 'bodies')),
    reopen() {
      objects = createObjects(context);
    },
    async close() {
      await objects.close();
      context.dispose();
    },
  };
}

/** A request as the endpoint hands it over. */
export function requestOf(
  line: string,
  headers: Record<string, string> = {},
  body: string | Buffer = '',
): ServiceRequest {
  const [method = '', address = ''] = line.split(' ');
  const [path = '', query = ''] = address.split('?');
  return { method, path, query: new URLSearchParams(query), headers, body: Buffer.from(body), requestId: 'id' };
}

/** What stands in every element of this name, in order. */
export function elements(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, value = '']) => value);
}

async function textOf(body: string | Uint8Array | AsyncIterable<Uint8Array> | undefined): Promise<string> {
  if (body === undefined) return '';
  if (typeof body === 'string') return body;
  if (ArrayBuffer.isView(body)) return Buffer.from(body).toString();
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
