import { createHash } from 'node:crypto';
import { redactArchivedText } from '../card-data/redact-archived-text.ts';
import { redactCardData } from '../card-data/redact-card-data.ts';
import { envelopeLine } from '../framing/envelope.ts';
import { singleLine } from '../framing/single-line.ts';
import type { PublishedEvent } from '../published-event.ts';
import type { ArchivedEvent } from './archived-event.ts';
import type { BufferedEvent } from './buffered-event.ts';
import { createDigestSet, DIGEST_BYTES } from './digest-set.ts';

/** What an archive holds, kept so that an event of the buffer can be looked up: 128 bits of SHA-256 for each way to. */
export interface EventIndex {
  /** How many archived events were added. */
  readonly events: number;
  /** True once nothing more fits into its memory. */
  readonly full: boolean;
  add(event: ArchivedEvent): void;
  /** Notes that an event is on its way to the archive. */
  addSent(event: BufferedEvent): void;
  /**
   * True for an event that the archive has: by its id; by its body alone in an archive of bodies; and without an id of SNS
   * by body and attributes. All are compared as redaction leaves them at its strictest, so that what it took does not count.
   */
  has(event: BufferedEvent): boolean;
}

/** They take 256 MiB. */
const MAX_DIGESTS = 12_000_000;

/** Makes an empty index of at most `maxDigests`: two for an event of an envelope, one for a body. */
export function createEventIndex({ maxDigests = MAX_DIGESTS }: { maxDigests?: number } = {}): EventIndex {
  const digests = createDigestSet();
  let events = 0;
  let bodies = 0;
  return {
    get events() {
      return events;
    },
    get full() {
      return digests.size >= maxDigests;
    },
    add(event) {
      events += 1;
      if (event.id === undefined) {
        bodies += 1;
        digests.add(bodyDigest(event.body));
      } else {
        digests.add(idDigest(event.id));
        digests.add(contentDigest(event));
      }
    },
    addSent: ({ event }) => digests.add(idDigest(event.id)),
    has: ({ event, identified }) =>
      digests.has(idDigest(event.id)) ||
      (!identified && digests.has(contentDigest(event))) ||
      (bodies > 0 && digests.has(bodyDigest(event.body))),
  };
}

function idDigest(id: string): Buffer {
  return digest('id', id);
}

function bodyDigest(body: string): Buffer {
  return digest('body', redactCardData(singleLine(body)));
}

/** Of body and attributes, in whatever order these come. */
function contentDigest({ attributes, body }: Pick<PublishedEvent, 'attributes' | 'body'>): Buffer {
  const sorted = Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
  const line = envelopeLine({ ...UNKNOWN, attributes: sorted, body });
  return digest('content', redactArchivedText(line, { noted: false }));
}

/** The head of an envelope, which redaction leaves alone and which is the same for all. */
const UNKNOWN = { id: '', publishedAt: '1970-01-01T00:00:00.000Z', source: 'arn:', subject: undefined };

function digest(kind: string, text: string): Buffer {
  return createHash('sha256').update(`${kind}\n${text}`).digest().subarray(0, DIGEST_BYTES);
}
