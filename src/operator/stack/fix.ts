/** What brings something back: the bug or the replay switched, a paused backup resumed, or a mapping, by its id, enabled. */
export type Fix =
  | { readonly kind: 'bug' | 'replay'; readonly to: 'on' | 'off' }
  | { readonly kind: 'backup' }
  | { readonly kind: 'mapping'; readonly id: string };
