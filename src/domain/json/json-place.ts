/** Where a value stands in a JSON text: by its member's key or its index, in the object or list that holds it. */
export interface JsonPlace {
  readonly name: string;
  /** Undefined for what stands in the object or list at the top. */
  readonly within: JsonPlace | undefined;
}

/** The keys and indexes from the top down to a place; undefined for one that is deeper than `depth`. */
export function pathOf(place: JsonPlace, depth: number): string[] | undefined {
  const path: string[] = [];
  for (let at: JsonPlace | undefined = place; at !== undefined; at = at.within) {
    if (path.length === depth) return undefined;
    path.push(at.name);
  }
  return path.reverse();
}

/** The JSON pointer of a place (RFC 6901); undefined for one of more than `maxLength` characters, whatever its depth. */
export function pointerOf(place: JsonPlace, maxLength: number): string | undefined {
  const path: string[] = [];
  let length = 0;
  for (let at: JsonPlace | undefined = place; at !== undefined; at = at.within) {
    const segment = `/${at.name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    length += segment.length;
    if (length > maxLength) return undefined;
    path.push(segment);
  }
  return path.reverse().join('');
}

/** The keys and indexes that a JSON pointer names; undefined for what is none, and for the empty one, which names the whole. */
export function pathOfPointer(pointer: string): string[] | undefined {
  if (!/^(?:\/(?:[^~/]|~[01])*)+$/u.test(pointer)) return undefined;
  const segments = pointer.slice(1).split('/');
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
