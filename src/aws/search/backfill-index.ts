import * as v from 'valibot';
import { backfillPrefix } from '../../domain/search/search-template.ts';
import { putSearchTemplate } from './put-search-template.ts';
import { type SearchDomain, SearchDomainError } from './search-domain.ts';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

const Schema = v.object({
  version: v.literal(1),
  state: v.picklist(['filling', 'removing', 'done']),
  bucket: v.string(),
  prefix: v.string(),
  from: v.number(),
  to: v.number(),
  lateMs: Count,
  /** The last event that was read; null before the first. */
  position: v.nullable(v.object({ key: v.string(), line: Count })),
  read: Count,
  filtered: Count,
  written: Count,
  refused: Count,
  unreadable: Count,
  withoutId: Count,
  removed: Count,
});

/** How far a back-fill is, and what it is of. */
export type BackfillProgress = v.InferOutput<typeof Schema>;

/** The index of a back-fill; its own mapping remembers how far it is, so that it can be resumed from anywhere. */
export interface BackfillIndex {
  save(progress: BackfillProgress): Promise<void>;
  /** Undefined for an index that is not there, or is no back-fill. */
  read(): Promise<BackfillProgress | undefined>;
}

const Mappings = v.record(
  v.string(),
  v.object({ mappings: v.object({ _meta: v.optional(v.object({ backfill: v.optional(v.unknown()) })) }) }),
);
const Templates = v.object({
  index_templates: v.array(
    v.object({ index_template: v.object({ template: v.optional(v.record(v.string(), v.unknown())) }) }),
  ),
});

/** The back-fill index of a name at a domain. */
export function backfillIndex(domain: SearchDomain, name: string): BackfillIndex {
  const path = `/${encodeURIComponent(name)}/_mapping`;
  return {
    async save(progress) {
      await domain.ask('PUT', path, { _meta: { backfill: progress } });
    },
    async read() {
      const answer = await domain.ask('GET', path).catch((error: unknown) => {
        if (error instanceof SearchDomainError && error.isMissing) return {};
        throw error;
      });
      const kept = v.safeParse(Schema, v.parse(Mappings, answer)[name]?.mappings._meta?.backfill);
      return kept.success ? kept.output : undefined;
    },
  };
}

/** Creates an empty back-fill index by the template that the live index has; puts that template where there is none. */
export async function createBackfillIndex(
  domain: SearchDomain,
  { indexName, name }: { indexName: string; name: string },
): Promise<void> {
  const path = `/_index_template/${encodeURIComponent(indexName)}`;
  const read = () => domain.ask('GET', path);
  const answer = await read().catch(async (error: unknown) => {
    if (!(error instanceof SearchDomainError) || !error.isMissing) throw error;
    await putSearchTemplate(domain, indexName);
    return read();
  });
  const [found] = v.parse(Templates, answer).index_templates;
  await domain.ask('PUT', `/${encodeURIComponent(name)}`, { ...found?.index_template.template });
}

/** Lets `name*` find a back-fill. */
export async function showBackfill(
  domain: SearchDomain,
  { index, alias }: { index: string; alias: string },
): Promise<void> {
  await domain.ask('POST', `/${encodeURIComponent(index)}/_refresh`);
  await domain.ask('POST', '/_aliases', { actions: [{ add: { index, alias } }] });
}

/** The ids of the back-fills of an index that are not done, as `--resume` takes them. */
export async function unfinishedBackfills(domain: SearchDomain, indexName: string): Promise<string[]> {
  const prefix = backfillPrefix(indexName);
  const all = v.parse(Mappings, await domain.ask('GET', `/${encodeURIComponent(prefix)}*/_mapping`));
  return Object.entries(all).flatMap(([name, { mappings }]) => {
    const kept = v.safeParse(Schema, mappings._meta?.backfill);
    return kept.success && kept.output.state !== 'done' ? [name.slice(prefix.length)] : [];
  });
}
