import * as v from 'valibot';
import { isMaskedId } from '../../domain/card-data/is-masked-id.ts';
import type { SearchDomain } from './search-domain.ts';

const Field = v.object({
  type: v.optional(v.string()),
  fields: v.optional(v.record(v.string(), v.object({ type: v.string() }))),
});
const Mappings = v.record(
  v.string(),
  v.object({ mappings: v.object({ properties: v.optional(v.object({ id: v.optional(Field) })) }) }),
);
const Page = v.object({ hits: v.object({ hits: v.array(v.object({ sort: v.tuple([v.string()]) })) }) });
const Deleted = v.object({ deleted: v.number(), version_conflicts: v.number() });

const PAGE = 5000;
const MAX_TRIES = 5;

/**
 * Removes from the live indices of `indexName`, and from earlier back-fills, every document whose event is in the index
 * `backfill`: by the events' ids, since a document of Firehose does not tell when its event was published. So what the
 * back-fill does not have stays, whenever it was published; so does what has a masked id, by which no event is known. Returns
 * how many were removed; a second run removes what is left.
 */
export async function removeBackfilled(
  domain: SearchDomain,
  { indexName, backfill, onProgress }: { indexName: string; backfill: string; onProgress: (ids: number) => void },
): Promise<number> {
  const name = encodeURIComponent(indexName);
  const path = `/${name},${name}-*/_mapping?ignore_unavailable=true&allow_no_indices=true`;
  const all = v.parse(Mappings, await domain.ask('GET', path));
  const live = Object.entries(all).flatMap(([index, { mappings }]) => {
    const field = idField(mappings.properties?.id);
    return index === backfill || field === undefined ? [] : [{ index, field }];
  });
  let removed = 0;
  let seen = 0;
  for await (const ids of idsOf(domain, backfill)) {
    const known = ids.filter((id) => !isMaskedId(id));
    for (const { index, field } of live) removed += await removeIds(domain, index, { field, ids: known });
    seen += ids.length;
    onProgress(seen);
  }
  return removed;
}

/** An index that grew without the template may have numbers for ids. */
interface IdField {
  readonly name: string;
  readonly numeric: boolean;
}

function idField(field: v.InferOutput<typeof Field> | undefined): IdField | undefined {
  if (field?.fields?.['keyword']?.type === 'keyword') return { name: 'id.keyword', numeric: false };
  if (field?.type === 'keyword') return { name: 'id', numeric: false };
  return field?.type === undefined || field.type === 'text' ? undefined : { name: 'id', numeric: true };
}

async function* idsOf(domain: SearchDomain, backfill: string): AsyncGenerator<string[]> {
  let after: string | undefined;
  for (;;) {
    const { hits } = v.parse(
      Page,
      await domain.ask('POST', `/${encodeURIComponent(backfill)}/_search`, {
        size: PAGE,
        _source: false,
        track_total_hits: false,
        query: { exists: { field: 'id.keyword' } },
        sort: [{ 'id.keyword': { order: 'asc', unmapped_type: 'keyword' } }],
        ...(after === undefined ? {} : { search_after: [after] }),
      }),
    ).hits;
    const ids = hits.map(({ sort: [id] }) => id);
    after = ids.at(-1);
    if (after === undefined) return;
    yield ids;
  }
}

async function removeIds(
  domain: SearchDomain,
  index: string,
  { field, ids }: { field: IdField; ids: readonly string[] },
): Promise<number> {
  const wanted = field.numeric ? ids.filter((id) => /^-?\d{1,18}$/.test(id)) : ids;
  if (wanted.length === 0) return 0;
  const path = `/${encodeURIComponent(index)}/_delete_by_query?refresh=true&conflicts=proceed`;
  const query = { terms: { [field.name]: wanted } };
  let removed = 0;
  for (let tries = 1; ; tries += 1) {
    const { deleted, version_conflicts: conflicts } = v.parse(Deleted, await domain.ask('POST', path, { query }));
    removed += deleted;
    // A document that was written meanwhile is left out; the next look finds it.
    if (conflicts === 0) return removed;
    if (tries === MAX_TRIES) throw new Error(`${conflicts} documents of ${index} change too often to be removed`);
  }
}
