/**
 * Notices changed source files of functions, as `sam sync --watch` would. Stands in for no AWS service.
 * Watches only the folders that hold a bundle's own sources; packages below node_modules are not watched.
 */
import { type FSWatcher, watch } from 'node:fs';
import { dirname, join } from 'node:path';

export interface SourceWatch {
  /** Takes note of a function's sources, in place of those it had. */
  follow(functionName: string, inputs: readonly string[]): void;
  forget(functionName: string): void;
  close(): void;
}

/** Editors write a file in several steps; real milliseconds. */
const CALM_MS = 80;

/** Calls `onChange` with the names of the functions whose sources changed, once their files are calm. */
export function createSourceWatch(onChange: (functionNames: readonly string[]) => void): SourceWatch {
  const sources = new Map<string, ReadonlySet<string>>();
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const report = () => {
    const names = [...sources]
      .filter(([, files]) => [...changed].some((file) => files.has(file)))
      .map(([name]) => name);
    changed.clear();
    if (names.length > 0) onChange(names);
  };
  const note = (file: string) => {
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(report, CALM_MS);
    timer.unref();
  };
  const adjust = () => {
    const wanted = new Set([...sources.values()].flatMap((files) => [...files].map((file) => dirname(file))));
    for (const [folder, watcher] of watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of wanted) {
      if (watchers.has(folder)) continue;
      const watcher = watch(folder, { persistent: false }, (_event, file) => {
        if (file !== null) note(join(folder, file));
      });
      // A folder that goes away is no reason to end: the next build says what is missing.
      watcher.on('error', () => watcher.close());
      watchers.set(folder, watcher);
    }
  };

  return {
    follow(functionName, inputs) {
      sources.set(functionName, new Set(inputs.filter((file) => !file.includes('/node_modules/'))));
      adjust();
    },
    forget(functionName) {
      sources.delete(functionName);
      adjust();
    },
    close() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}
