import { relative } from 'node:path';

/**
 * A file's path as messages name it: relative to where the user stands, when it lies below that, else absolute.
 *
 * @example shownPath('/home/me/app/template.yaml') // 'template.yaml', in /home/me/app
 */
export function shownPath(path: string): string {
  const near = relative('', path);
  return near === '..' || near.startsWith('../') ? path : near;
}
